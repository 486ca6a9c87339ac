using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using RcFleet.Cars;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills.Network;

/// <summary>The network between two processes of a running cluster is cut, silently, while a car is driven at 20 Hz; every other way stays open.</summary>
[Collection(DrillGround.Name)]
public sealed class CutTests(CutGround ground, ITestOutputHelper output) : IClassFixture<CutGround>
{
    private const long GrantedMs = Drill.Minutes * 60_000L;

    /// <summary>What the loss of a grain may cost the fleet, and never the driver.</summary>
    private const int CrashMs = 5000;

    /// <summary>A car whose path is cut is in neutral after this long; later on a busy machine, which runs the processes late.</summary>
    private static readonly int NeutralMs = Long.Runs ? 300 : 1000;

    /// <summary>A timer that comes late on a busy machine.</summary>
    private static readonly int LateMs = Long.Runs ? 200 : 2000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, Place> _places = [];

    [NetworkFact]
    public async Task GatewayOfTheDriver_CutFromTheSilo_CarIsCutAtOnce_AndTheDriverIsBackByTheOtherGateway()
    {
        await using var drill = await Start("grain");
        var cut = Cut(drill, "gateway-1", "silo-1");
        await drill.HigherEpoch(Deadline);
        await drill.Driven();
        var (neutral, resumed, late) = (drill.Neutral(cut), drill.FirstOfHigherEpoch(cut), drill.HeldUp(cut));
        var healed = Heal("gateway-1", "silo-1");
        await drill.DrivenFor(healed, TimeSpan.FromSeconds(2));
        output.WriteLine(Text($"driver's gateway from the silo: neutral {neutral:0} ms after the cut; a command again after {resumed:0} ms; after it healed at most {drill.LongestGap(healed):0} ms without a command, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(neutral < NeutralMs + late, Text($"in neutral {neutral:0} ms after the cut"));
        if (Long.Runs) Assert.Equal(2, drill.Driver.Epochs.Count);
        await Charged(drill, "driver's gateway from the silo", crashes: 0);
    }

    [NetworkLongFact]
    public async Task GatewayOfTheCar_CutFromTheSilo_CarIsCutAtOnce_AndDrivenAgainByTheOtherGateway()
    {
        await using var drill = await Start("grain");
        var cut = Cut(drill, "gateway-2", "silo-1");
        await drill.NewConnection(Deadline);
        await drill.Driven();
        var (neutral, resumed, late) = (drill.Neutral(cut), drill.FirstOfNewConnection(cut), drill.HeldUp(cut));
        var healed = Heal("gateway-2", "silo-1");
        await drill.DrivenFor(healed, TimeSpan.FromSeconds(5));
        output.WriteLine(Text($"car's gateway from the silo: neutral {neutral:0} ms after the cut; a command again after {resumed:0} ms; after it healed at most {drill.LongestGap(healed):0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(neutral < NeutralMs + late, Text($"in neutral {neutral:0} ms after the cut"));
        await Charged(drill, "car's gateway from the silo", crashes: 0);
    }

    [NetworkLongFact]
    public async Task Silos_CutFromEachOther_OneIsOut_AndNobodyGetsTheCarBesides()
    {
        await using var drill = await Start("grain");
        await drill.Cluster.AddSilo();
        await drill.Driven();
        var code = await drill.Cluster.Doors[0].Code();
        var cut = Cut(drill, "silo-1", "silo-2");
        var strangers = 0;
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        await Eventually.Value(
            async () =>
            {
                await beat.WaitForNextTickAsync();
                foreach (var door in drill.Cluster.Doors)
                {
                    using var answer = await door.Anyone.PostAsJsonAsync("/api/cars/car-1/sessions", new { code });
                    Assert.True(answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable, Text($"a second driver was answered {(int)answer.StatusCode}"));
                    strangers++;
                }

                return drill.Cluster.Silos.Count(s => s.Runs);
            },
            running => running < 2,
            Deadline);
        var decided = TimeProvider.System.GetTimestamp();
        await drill.DrivenFor(decided, TimeSpan.FromSeconds(3));
        var (ended, gap) = (drill.Cluster.Silos.Single(s => !s.Runs), drill.LongestGap(cut));
        Heal("silo-1", "silo-2");
        output.WriteLine(Text($"silos from each other: {ended.Name} ended after {Drill.Since(cut, decided):0} ms (the car was on silo-1); longest gap {gap:0} ms, {drill.TimesInNeutral(cut)} times in neutral, epochs {string.Join(", ", drill.Driver.Epochs)}; {strangers} others asked for the car"));
        if (Long.Runs) Assert.True(gap < 3000, Text($"{gap:0} ms without a command. {drill.Cluster.Logs()}"));
        await Charged(drill, "silos from each other", crashes: 1);
    }

    [NetworkLongFact]
    public async Task Gateways_CutFromEachOther_DirectRoute_DrivingGoesOnThroughTheGrain_AndBack()
    {
        await using var drill = await Start("direct");
        var cut = Cut(drill, "gateway-1", "gateway-2");
        await drill.DrivenFor(cut, TimeSpan.FromSeconds(4));
        var (gap, times, late) = (drill.LongestGap(cut), drill.TimesInNeutral(cut), drill.HeldUp(cut));
        var healed = Heal("gateway-1", "gateway-2");
        await drill.DrivenFor(healed, TimeSpan.FromSeconds(Long.Runs ? 12 : 3));
        var (afterwards, lateAfterwards) = (drill.LongestGap(healed), drill.HeldUp(healed));
        output.WriteLine(Text($"gateways from each other, direct route: {gap:0} ms without a command (drill held up {late:0}), {times} times in neutral; after it healed at most {afterwards:0} ms (held up {lateAfterwards:0}), epochs {string.Join(", ", drill.Driver.Epochs)}"));
        Assert.True(gap > 250, Text($"The way was not cut: {gap:0} ms without a command."));
        if (Long.Runs) Assert.True(gap < 2000 && times == 1 && afterwards < 250, drill.Cluster.Logs());
        if (Long.Runs) Assert.Single(drill.Driver.Epochs);
        await Charged(drill, "gateways from each other", crashes: 0);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // The driver had the car from the join to the end, cut or not: a rental's clock runs while the grain holds the lease.
    private async Task Charged(Drill drill, string what, int crashes)
    {
        drill.NothingForbidden();
        var first = drill.Driver.Joins[0];
        var end = await drill.End(Drill.CarsDoor);
        await using var accounts = await Accounts.Open(drill.Cluster);
        var ride = await accounts.Balanced(drill.Cluster.Door(Drill.CarsDoor), drill.Rental, GrantedMs);
        var (least, most) = (Drill.Since(first.At, end.AskedAt), Drill.Since(first.AskedAt!.Value, end.AnsweredAt));
        output.WriteLine(Text($"{what}: the driver had the car for {least:0} to {most:0} ms; charged {ride.DrivenMs} ms, paused {ride.PausedMs} ms"));
        Assert.Equal(EndReason.Released, ride.Reason);
        Assert.InRange(ride.DrivenMs + ride.PausedMs, least - (crashes * CrashMs) - LateMs, most + LateMs);
    }

    private async Task<Drill> Start(string route)
    {
        foreach (var name in new[] { "silo-1", "silo-2", "gateway-1", "gateway-2" }) _places[name] = ground.Network.Add();
        return await Drill.StartAsync(ground.Azurite, route, places: name => _places[name]);
    }

    private long Cut(Drill drill, string one, string other)
    {
        drill.UnderWay();
        ground.Network.Cut(_places[one], _places[other]);
        return TimeProvider.System.GetTimestamp();
    }

    private long Heal(string one, string other)
    {
        ground.Network.Heal(_places[one], _places[other]);
        return TimeProvider.System.GetTimestamp();
    }
}
