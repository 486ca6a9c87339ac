using System.Globalization;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>Processes that start before what they need is there, or together.</summary>
[Collection(DrillGround.Name)]
public sealed class StartTests(Azurite azurite)
{
    [Fact]
    public async Task AGatewayWithoutASilo_IsToldToStop_AndEndsWithoutAWord()
    {
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        await using var gateway = Member.Start("gateway", "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "RcFleet.Gateway.Host.dll"), "--urls", "http://127.0.0.1:" + SiloProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            "--Cluster:Clustering", "azure", "--Cluster:AzureConnectionString", azurite.ConnectionString, "--Cluster:ClusterId", name, "--Cluster:ServiceId", name,
            "--Fleet:AdminUrl", "none", "--Fleet:OperatorKey", RemoteServer.OperatorKey,
        ]);
        await Eventually.True(() => gateway.Output.Contains("Waiting for a first silo", StringComparison.Ordinal), () => gateway.Output, TimeSpan.FromSeconds(30));
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.Exited());
        Assert.DoesNotContain("Unhandled", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilosThatStartTogether_AreAllReady()
    {
        await using var cluster = await LiveCluster.StartAsync(azurite, "grain");
        await Task.WhenAll(cluster.AddSilo(), cluster.AddSilo());
        Assert.All(cluster.Silos, silo => Assert.True(silo.Runs, silo.Output));
    }
}
