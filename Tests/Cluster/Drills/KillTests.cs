using System.Globalization;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>Processes of a running cluster are killed with SIGKILL while a car is driven at 20 Hz, car and driver on different gateways.</summary>
[Collection(DrillGround.Name)]
public sealed class KillTests(Azurite azurite, ITestOutputHelper output)
{
    private const int ControllersDeadMan = 250;

    /// <summary>A car whose path is cut is in neutral after this long.</summary>
    private const int NeutralMs = 300;

    /// <summary>Two silos of which one is dead: the other one alone must find out and take over.</summary>
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task SiloWithTheCar_Killed_GrainRoute_CarIsCutAtOnce_AndTheSameDriverIsBackWithAHigherEpoch()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain");
        await drill.Cluster.AddSilo();
        await drill.Driven();
        var killed = await Drill.Kill(drill.Cluster.Silos[0]);
        await drill.HigherEpoch(Failover);
        var (last, resumed) = (drill.LastOfFirstEpoch(killed), drill.FirstOfHigherEpoch(killed));
        output.WriteLine(Invariant($"silo with the car, grain route: last command {last:0} ms after its death, so neutral {ControllersDeadMan} ms later by a controller's dead-man; driven again after {resumed:0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(last < NeutralMs - ControllersDeadMan, Invariant($"a command came {last:0} ms after the silo's death"));
        drill.NothingForbidden();
    }

    [Fact]
    public async Task SiloWithTheCar_Killed_DirectRoute_DrivingGoesOn()
    {
        await using var drill = await Drill.StartAsync(azurite, "direct");
        await drill.Cluster.AddSilo();
        await drill.Driven();
        var killed = await Drill.Kill(drill.Cluster.Silos[0]);
        await drill.HigherEpoch(Failover);
        await drill.DrivenFor(killed, TimeSpan.FromSeconds(2));
        var gap = drill.LongestGap(killed);
        output.WriteLine(Invariant($"silo with the car, direct route: longest gap between two commands {gap:0} ms, {drill.TimesInNeutral(killed)} times in neutral, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        drill.NothingForbidden();

        // At most the short neutral of one hand-over.
        Assert.True(gap < 1000 && drill.TimesInNeutral(killed) <= 1, Invariant($"{gap:0} ms without a command, {drill.TimesInNeutral(killed)} times in neutral. {drill.Cluster.Logs()}"));
    }

    [Fact]
    public async Task SiloWithoutTheCar_Killed_DrivingGoesOn()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain");
        var other = await drill.Cluster.AddSilo();
        await drill.Driven();
        var killed = await Drill.Kill(other);
        await drill.DrivenFor(killed, TimeSpan.FromSeconds(3));
        var gap = drill.LongestGap(killed);
        output.WriteLine(Invariant($"silo without the car: longest gap between two commands {gap:0} ms, {drill.TimesInNeutral(killed)} times in neutral, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        drill.NothingForbidden();

        // At most the short neutral of one hand-over.
        Assert.True(gap < 1000 && drill.TimesInNeutral(killed) <= 1, Invariant($"{gap:0} ms without a command, {drill.TimesInNeutral(killed)} times in neutral. {drill.Cluster.Logs()}"));
    }

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task GatewayOfTheDriver_Killed_SameDriverIsBackByTheOther(string route)
    {
        await using var drill = await Drill.StartAsync(azurite, route);
        await drill.Driven();
        var killed = await Drill.Kill(drill.Cluster.Gateways[Drill.DriversDoor]);
        await drill.HigherEpoch(TimeSpan.FromSeconds(10));
        var (last, resumed) = (drill.LastOfFirstEpoch(killed), drill.FirstOfHigherEpoch(killed));
        output.WriteLine(Invariant($"driver's gateway, {route} route: last command {last:0} ms after its death; driven again after {resumed:0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(last < NeutralMs - ControllersDeadMan, Invariant($"a command came {last:0} ms after the gateway's death"));
        Assert.True(resumed < 2000, Invariant($"driven again after {resumed:0} ms. {drill.Cluster.Logs()}"));
        drill.NothingForbidden();
    }

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task GatewayOfTheCar_Killed_CarIsBackByTheOther_AndDrivingGoesOn(string route)
    {
        await using var drill = await Drill.StartAsync(azurite, route);
        await drill.Driven();
        var killed = await Drill.Kill(drill.Cluster.Gateways[Drill.CarsDoor]);
        await drill.NewConnection(TimeSpan.FromSeconds(10));
        var resumed = drill.FirstOfNewConnection(killed);

        // The driver's own connection has not changed, and so neither has the epoch.
        output.WriteLine(Invariant($"car's gateway, {route} route: driven again after {resumed:0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(resumed < 2000, Invariant($"driven again after {resumed:0} ms. {drill.Cluster.Logs()}"));
        drill.NothingForbidden();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
