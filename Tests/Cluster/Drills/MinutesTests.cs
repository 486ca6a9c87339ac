using System.Globalization;
using RcFleet.Cars;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>What a session is charged for, through the deaths of processes, beside the time that its driver really had the car.</summary>
[Collection(DrillGround.Name)]
public sealed class MinutesTests(Azurite azurite, ITestOutputHelper output)
{
    private const long GrantedMs = Drill.Minutes * 60_000L;

    /// <summary>The saved time left is at most this old: what a crash of its grain may cost the fleet, and never the driver.</summary>
    private const int CrashMs = 5000;

    /// <summary>A write and a timer that come late on a busy machine.</summary>
    private static readonly int LateMs = Long.Runs ? 200 : 2000;

    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(40);

    /// <summary>Well into the life of the second save: a grain that saved at the join alone would lose more than is allowed.</summary>
    private static readonly TimeSpan Drive = TimeSpan.FromSeconds(9);

    [Fact]
    public Task SiloOfTheCarAndGatewayOfTheDriver_Killed_ChargedIsWhatTheDriverHad() => Charged("grain");

    [LongFact]
    public Task SiloOfTheCarAndGatewayOfTheDriver_Killed_DirectRoute_ChargedIsWhatTheDriverHad() => Charged("direct");

    private async Task Charged(string route)
    {
        await using var drill = await Drill.StartAsync(azurite, route, spareSilo: true);
        var first = drill.Driver.Joins[0];
        await drill.DrivenFor(first.At, Drive);

        var siloDead = await drill.Kill(drill.Cluster.Silos[0]);
        await drill.HigherEpoch(Failover);
        var back = drill.Driver.Joins.First(j => j.Epoch > first.Epoch);
        await drill.Driven();
        var leftBefore = drill.Driver.TimeLeft.Last(t => t.At <= siloDead).SecondsLeft;

        await drill.Kill(drill.Cluster.Gateways[Drill.DriversDoor]);
        await drill.HigherEpoch(Failover);
        var backAgain = drill.Driver.Joins.First(j => j.Epoch > back.Epoch);
        await drill.Driven();
        drill.NothingForbidden();

        var end = await drill.End(Drill.CarsDoor);
        await using var accounts = await Accounts.Open(drill.Cluster);
        var ride = await accounts.Balanced(drill.Cluster.Door(Drill.CarsDoor), drill.Rental, GrantedMs);

        // Past a dead grain the clock runs on; else nobody's does from the silo's death until somebody joins anew. The grace of
        // a lost driver is paid for.
        var outage = Drill.Since(siloDead, back.At);
        var unpaid = route == "direct" ? 0 : outage;
        var least = Drill.Since(first.At, end.AskedAt) - unpaid;
        var most = Drill.Since(first.AskedAt!.Value, end.AnsweredAt) - unpaid;
        output.WriteLine(Text($"minutes, {route} route: the driver had the car for {least:0} ms, and there was no grain for {outage:0} ms; charged {ride.DrivenMs} ms, paused {ride.PausedMs} ms, so {least - ride.DrivenMs - ride.PausedMs:0} ms in the driver's favour; at the silo's death {leftBefore} s left, after it {back.SecondsLeft} s; granted {ride.GrantedMs} = charged + given back {ride.GrantedMs - ride.DrivenMs}"));
        Assert.Equal(EndReason.Released, ride.Reason);
        var due = leftBefore - ((outage - unpaid) / 1000.0);
        Assert.InRange(back.SecondsLeft, due - 1, due + ((CrashMs + LateMs) / 1000.0));
        Assert.InRange(backAgain.SecondsLeft, 0, back.SecondsLeft);
        Assert.InRange(ride.DrivenMs + ride.PausedMs, least - CrashMs - LateMs, most + LateMs);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
