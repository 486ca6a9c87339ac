using System.Globalization;
using System.Net;
using RcFleet.Cluster.Drills;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Processes;

/// <summary>A gateway that is told to stop, while one car and its driver are on it.</summary>
[Collection(DrillGround.Name)]
public sealed class DrainTests(Azurite azurite, ITestOutputHelper output)
{
    private const int DrainSeconds = 2;

    /// <summary>How long stopping may take after the drain: the limit of the host, and some for a busy machine.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Gateway_ToldToStop_SaysSoFirst_ThenClosesItsSocketsWith1012_ThenEndsWith0()
    {
        await using var cluster = await LiveCluster.StartAsync(azurite, "grain", settings: new Dictionary<string, string> { ["Fleet__DrainSeconds"] = DrainSeconds.ToString(CultureInfo.InvariantCulture) });
        var door = cluster.Doors[0];
        await using var board = await door.Device("car-1-ctl", "car-1", "control");
        var rental = await door.Rent("car-1");
        await using var driver = await door.Join(rental.Token);

        var told = TimeProvider.System.GetTimestamp();
        cluster.Gateways[0].Signal("TERM");
        using var answer = await Eventually.Value(() => door.Anyone.GetAsync("/readyz"), a => a.StatusCode != HttpStatusCode.OK, TimeSpan.FromSeconds(DrainSeconds));
        var unready = TimeProvider.System.GetElapsedTime(told);
        await RemoteServer.Refused(answer, 503, "draining");

        // It still serves all that it has, and whoever comes all the same.
        Assert.False(board.IsClosed || driver.IsClosed);
        await driver.Send(new { type = "ping", t = 7 });
        await driver.Next("pong");
        await door.Code();
        var served = TimeProvider.System.GetElapsedTime(told);

        Assert.Equal(1012, await board.Closed());
        var closed = TimeProvider.System.GetElapsedTime(told);
        Assert.Equal(1012, await driver.Closed());
        Assert.Equal(0, await cluster.Gateways[0].Exited());
        var ended = TimeProvider.System.GetElapsedTime(told);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"told to stop: /readyz 503 after {unready.TotalMilliseconds:0} ms, still serving at {served.TotalMilliseconds:0} ms, sockets closed with 1012 after {closed.TotalMilliseconds:0} ms, ended with 0 after {ended.TotalMilliseconds:0} ms, drain {DrainSeconds} s"));
        Assert.True(closed.TotalSeconds >= DrainSeconds, "The sockets were closed before the drain was over.");
        Assert.True(ended < TimeSpan.FromSeconds(DrainSeconds) + Slack, $"It ended after {ended.TotalSeconds} s.");

        // The lease is where it was: the driver comes back by the other one.
        await using var again = await cluster.Doors[1].Join(rental.Token);
        Assert.True((await again.First("joined")).GetProperty("epoch").GetInt64() > rental.Epoch);
    }
}
