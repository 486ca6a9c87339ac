using System.Globalization;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>Processes of a running cluster are killed with SIGKILL while a car is driven at 20 Hz, car and driver on different gateways.</summary>
[Collection(DrillGround.Name)]
public sealed class KillTests(Azurite azurite, ITestOutputHelper output)
{
    /// <summary>A car whose path is cut is in neutral after this long.</summary>
    private const int NeutralMs = 300;

    private const int DeadManMs = 250;

    /// <summary>A busy machine runs the processes late.</summary>
    private static readonly int LateMs = Long.Runs ? 0 : 700;

    /// <summary>Two silos of which one is dead: the other one alone must find out and take over.</summary>
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task SiloWithTheCar_Killed_GrainRoute_CarIsCutAtOnce_AndTheSameDriverIsBackWithAHigherEpoch()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain", spareSilo: true);
        var killed = await drill.Kill(drill.Cluster.Silos[0]);
        await drill.HigherEpoch(Failover);
        await drill.Driven();
        var (neutral, resumed, late) = (drill.Neutral(killed), drill.FirstOfHigherEpoch(killed), LateMs + drill.HeldUp(killed));
        output.WriteLine(Invariant($"silo with the car, grain route: neutral {neutral:0} ms after its death, for {drill.LongestNeutral(killed):0} ms; a command again after {resumed:0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(neutral < NeutralMs + late, Invariant($"in neutral {neutral:0} ms after the silo's death"));
        drill.NothingForbidden();
    }

    [Fact]
    public async Task SiloWithTheCar_Killed_DirectRoute_DrivingGoesOn()
    {
        await using var drill = await Drill.StartAsync(azurite, "direct", spareSilo: true);
        var before = drill.Driver.Joins[0];
        var killed = await drill.Kill(drill.Cluster.Silos[0]);
        await drill.HigherEpoch(Failover);
        await drill.DrivenFor(killed, TimeSpan.FromSeconds(2));
        DrivingWentOn(drill, killed, "silo with the car, direct route");

        // What was driven past the dead grain is paid for; both times are rounded up to seconds.
        var back = drill.Driver.Joins.First(j => j.Epoch > before.Epoch);
        var unpaid = (Drill.Since(before.At, back.At) / 1000) - (before.SecondsLeft - back.SecondsLeft);
        output.WriteLine(Invariant($"driven past the dead grain for {Drill.Since(killed, back.At):0} ms; {unpaid:0.0} s in the driver's favour"));
        Assert.InRange(unpaid, -1, 5 + (LateMs / 1000.0));
    }

    [Fact]
    public Task SiloWithoutTheCar_Killed_GrainRoute_DrivingGoesOn() => SiloWithoutTheCarKilled("grain");

    [LongFact]
    public Task SiloWithoutTheCar_Killed_DirectRoute_DrivingGoesOn() => SiloWithoutTheCarKilled("direct");

    private async Task SiloWithoutTheCarKilled(string route)
    {
        await using var drill = await Drill.StartAsync(azurite, route, spareSilo: true);
        var killed = await drill.Kill(drill.Cluster.Silos[1]);
        await drill.DrivenFor(killed, TimeSpan.FromSeconds(3));
        DrivingWentOn(drill, killed, $"silo without the car, {route} route");
    }

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task GatewayOfTheDriver_Killed_SameDriverIsBackByTheOther(string route)
    {
        await using var drill = await Drill.StartAsync(azurite, route);
        var killed = await drill.Kill(drill.Cluster.Gateways[Drill.DriversDoor]);
        await drill.HigherEpoch(TimeSpan.FromSeconds(10));
        await drill.Driven();
        var (last, resumed, late) = (drill.LastBeforeHigherEpoch(killed), drill.FirstOfHigherEpoch(killed), LateMs + drill.HeldUp(killed));
        output.WriteLine(Invariant($"driver's gateway, {route} route: last command {last:0} ms after its death, {drill.TimesInNeutral(killed)} times in neutral, at most {drill.LongestNeutral(killed):0} ms; driven again after {resumed:0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(last < 50 + late, Invariant($"a command came {last:0} ms after the gateway's death"));
        Assert.True(resumed < 2000 + late, Invariant($"driven again after {resumed:0} ms. {drill.Cluster.Logs()}"));
        drill.NothingForbidden();
    }

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task GatewayOfTheCar_Killed_CarIsBackByTheOther_AndDrivingGoesOn(string route)
    {
        await using var drill = await Drill.StartAsync(azurite, route);
        var killed = await drill.Kill(drill.Cluster.Gateways[Drill.CarsDoor]);
        await drill.NewConnection(TimeSpan.FromSeconds(10));
        var resumed = drill.FirstOfNewConnection(killed);
        await drill.Driven();
        var late = LateMs + drill.HeldUp(killed);

        // The driver's own connection has not changed, and so neither has the epoch.
        output.WriteLine(Invariant($"car's gateway, {route} route: driven again after {resumed:0} ms, {drill.TimesInNeutral(killed)} times in neutral, at most {drill.LongestNeutral(killed):0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(resumed < 2000 + late, Invariant($"driven again after {resumed:0} ms. {drill.Cluster.Logs()}"));
        drill.NothingForbidden();
    }

    /// <summary>At most the short neutral of one hand-over.</summary>
    private void DrivingWentOn(Drill drill, long killed, string what)
    {
        var (gap, times, neutral, heldUp) = (drill.LongestGap(killed), drill.TimesInNeutral(killed), drill.LongestNeutral(killed), drill.HeldUp(killed));
        output.WriteLine(Invariant($"{what}: longest gap between two commands {gap:0} ms, {times} times in neutral, at most {neutral:0} ms, drill held up {heldUp:0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        drill.NothingForbidden();
        Assert.True(gap < 1000 + LateMs + heldUp && (times <= 1 || !Long.Runs || heldUp > DeadManMs), Invariant($"{gap:0} ms without a command, {times} times in neutral. {drill.Cluster.Logs()}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
