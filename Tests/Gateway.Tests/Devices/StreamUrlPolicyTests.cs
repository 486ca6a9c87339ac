using System.Net;
using RcFleet.Gateway.Devices;

namespace RcFleet.Gateway.Tests.Devices;

public class StreamUrlPolicyTests
{
    private static readonly IPAddress Observed = IPAddress.Parse("203.0.113.7");

    [Theory]
    [InlineData("http://192.168.0.31:8080/stream", "lan")]
    [InlineData("http://10.1.2.3/stream", "lan")]
    [InlineData("http://172.31.255.1:81/stream", "lan")]
    [InlineData("http://100.64.0.9:8080/stream", "lan")]
    [InlineData("http://[fd00::5]:8080/stream", "lan")]
    [InlineData("https://car-7.local/stream", "lan")]
    [InlineData("http://203.0.113.7:8080/stream", "wan")]
    public void TryAccept_Good_TellsItsKind(string url, string kind)
    {
        Assert.True(StreamUrlPolicy.TryAccept(url, Observed, out var candidate, out _));
        Assert.Equal(kind, candidate!.Kind);
    }

    [Theory]
    [InlineData("http://203.0.113.8:8080/stream")]
    [InlineData("http://172.32.0.1/stream")]
    [InlineData("http://127.0.0.1:22/stream")]
    [InlineData("http://example.org/stream")]
    [InlineData("http://car.local.example.org/stream")]
    [InlineData("http://192.168.0.31:8080/other")]
    [InlineData("http://192.168.0.31:8080/stream?a=b")]
    [InlineData("http://192.168.0.31:8080/stream#x")]
    [InlineData("http://user:pass@192.168.0.31/stream")]
    [InlineData("ftp://192.168.0.31/stream")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/stream")]
    [InlineData("")]
    [InlineData(null)]
    public void TryAccept_Bad_SaysWhy(string? url)
    {
        Assert.False(StreamUrlPolicy.TryAccept(url, Observed, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void TryAccept_LoopbackOfABoardOnThisMachine_IsItsOwnAddress() =>
        Assert.True(StreamUrlPolicy.TryAccept("http://127.0.0.1:8081/stream", IPAddress.Loopback, out _, out _));
}
