using System.Net;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Streams;

namespace RcFleet.Gateway.Tests.Streams;

public class StreamUrlPolicyTests
{
    private static readonly IPAddress Observed = IPAddress.Parse("203.0.113.7");
    private readonly StreamUrlPolicy _policy = new(new AddressClasses());

    [Theory]
    [InlineData("http://192.168.0.31:8080/stream", "Lan")]
    [InlineData("http://10.1.2.3/stream", "Lan")]
    [InlineData("http://172.31.255.1:81/stream", "Lan")]
    [InlineData("http://100.64.0.9:8080/stream", "Lan")]
    [InlineData("http://[fd00::5]:8080/stream", "Lan")]
    [InlineData("https://car-7.local/stream", "Lan")]
    [InlineData("http://203.0.113.7:8080/stream", "Wan")]
    [InlineData("http://example.org/stream", "Name")]
    [InlineData("http://car.local.example.org/stream", "Name")]
    public void Judge_Good_TellsItsKind(string url, string kind) => Assert.Equal(kind, _policy.Judge(url, Observed).Kind.ToString());

    [Theory]
    [InlineData("http://203.0.113.8:8080/stream")]
    [InlineData("http://172.32.0.1/stream")]
    [InlineData("http://127.0.0.1:22/stream")]
    [InlineData("http://192.168.0.31:8080/other")]
    [InlineData("http://192.168.0.31:8080/stream?a=b")]
    [InlineData("http://192.168.0.31:8080/stream#x")]
    [InlineData("http://user:pass@192.168.0.31/stream")]
    [InlineData("ftp://192.168.0.31/stream")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/stream")]
    [InlineData("")]
    [InlineData(null)]
    public void Judge_Bad_SaysWhy(string? url)
    {
        var verdict = _policy.Judge(url, Observed);
        Assert.Equal(StreamUrlKind.Refused, verdict.Kind);
        Assert.NotEmpty(verdict.Problem);
    }

    [Fact]
    public void Judge_LoopbackOfABoardOnThisMachine_IsItsOwnAddress() =>
        Assert.Equal(StreamUrlKind.Lan, _policy.Judge("http://127.0.0.1:8081/stream", IPAddress.Loopback).Kind);
}
