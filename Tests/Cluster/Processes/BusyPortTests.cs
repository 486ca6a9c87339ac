using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RcFleet.Cluster.Drills;
using RcFleet.Support;

namespace RcFleet.Cluster.Processes;

[Collection(DrillGround.Name)]
public sealed class BusyPortTests
{
    [Fact]
    public async Task SiloWhosePortAnotherProgramHas_SaysSoInASentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var silo = Member.Start("silo", "dotnet", [Path.Combine(AppContext.BaseDirectory, "RcFleet.Silo.dll"), "--role", "silo", "--Cluster:SiloPort", port, "--Cluster:GatewayPort", SiloProcess.FreePort().ToString(CultureInfo.InvariantCulture), "--Fleet:AdminUrl", "none", "--Fleet:OperatorKey", RemoteServer.OperatorKey]);
        Assert.True(await silo.Exited() == 1, silo.Output);
        Assert.Contains("RcFleet does not start: ", silo.Output, StringComparison.Ordinal);
        Assert.Contains("Cluster:SiloPort", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", silo.Output, StringComparison.Ordinal);
    }
}
