namespace RcFleet.Gateway.Tests.Support;

public class FreePortTests
{
    [Fact]
    public void NoPort_IsGivenTwice()
    {
        var ports = Enumerable.Range(0, 2000).Select(_ => SiloProcess.FreePort()).ToArray();
        Assert.Equal(ports.Length, ports.Distinct().Count());
    }
}
