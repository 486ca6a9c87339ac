using System.Globalization;
using RcFleet.Cars;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills.Clocks;

/// <summary>Silos and gateways whose wall clocks are a minute ahead or behind: leases, minutes and deaths go by monotonic time.</summary>
[Collection(DrillGround.Name)]
public sealed class SkewTests(Azurite azurite, ITestOutputHelper output) : IDisposable
{
    private const long GrantedMs = Drill.Minutes * 60_000L;

    /// <summary>What the loss of a grain may cost the fleet, and never the driver.</summary>
    private const int CrashMs = 5000;

    /// <summary>A timer that comes late on a busy machine.</summary>
    private static readonly int LateMs = Long.Runs ? 200 : 2000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(40);

    [ClockFact]
    public Task SiloOfTheCarAMinuteAhead_DrivenThroughItsDeath() => Driven(new()
    {
        ["silo-1"] = Minute,
        ["silo-2"] = TimeSpan.Zero,
        ["gateway-1"] = TimeSpan.Zero,
        ["gateway-2"] = -Minute,
    });

    [ClockLongFact]
    public Task SiloOfTheCarAMinuteBehind_DrivenThroughItsDeath() => Driven(new()
    {
        ["silo-1"] = -Minute,
        ["silo-2"] = TimeSpan.Zero,
        ["silo-3"] = TimeSpan.Zero,
        ["gateway-1"] = Minute,
        ["gateway-2"] = TimeSpan.Zero,
    });

    public void Dispose() => FakeClock.Sweep();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task Driven(Dictionary<string, TimeSpan> clocks)
    {
        await using var drill = await Drill.StartAsync(azurite, "grain", places: name => FakeClock.At(clocks[name]));
        while (drill.Cluster.Silos.Count < clocks.Keys.Count(n => n.StartsWith("silo", StringComparison.Ordinal))) await drill.Cluster.AddSilo();
        for (var i = 0; i < drill.Cluster.Doors.Count; i++)
        {
            using var answer = await drill.Cluster.Doors[i].Anyone.GetAsync("/api/cars");
            var skew = answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow() - clocks[drill.Cluster.Gateways[i].Name];
            Assert.InRange(skew.TotalSeconds, -5, 5);
        }

        var expires = await StreamTokensLife(drill);

        // Longer than Orleans waits for a silo's sign of life, by the clock of whoever reads it.
        var first = drill.Driver.Joins[0];
        await drill.DrivenFor(first.At, TimeSpan.FromSeconds(Long.Runs ? 40 : 9));
        Assert.All(drill.Cluster.Silos, s => Assert.True(s.Runs, s.Output));
        drill.NothingForbidden();
        if (Long.Runs) Assert.True(drill.Driver.Epochs.Count == 1, Text($"epochs {string.Join(", ", drill.Driver.Epochs)}: the car changed hands for no reason. {drill.Cluster.Logs()}"));

        var dead = await drill.Kill(drill.Cluster.Silos[0]);
        await drill.HigherEpoch(Failover);
        var (neutral, resumed, back) = (drill.Neutral(dead), drill.FirstOfHigherEpoch(dead), drill.Driver.Joins.First(j => j.At > dead));
        await drill.DrivenFor(back.At, TimeSpan.FromSeconds(2));
        drill.NothingForbidden();
        Assert.All(drill.Cluster.Silos.Skip(1), s => Assert.True(s.Runs, s.Output));

        var end = await drill.End(Drill.CarsDoor);
        await using var accounts = await Accounts.Open(drill.Cluster);
        var ride = await accounts.Balanced(drill.Cluster.Door(Drill.CarsDoor), drill.Rental, GrantedMs);
        var outage = Drill.Since(dead, back.At);
        var (least, most) = (Drill.Since(first.At, end.AskedAt) - outage, Drill.Since(first.AskedAt!.Value, end.AnsweredAt) - outage);
        output.WriteLine(Text($"clocks {string.Join(", ", clocks.Select(c => Text($"{c.Key} {c.Value.TotalSeconds:+0;-0;0} s")))}: neutral {neutral:0} ms after the silo's death, a command again after {resumed:0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}; the driver had the car for {least:0} to {most:0} ms, charged {ride.DrivenMs} ms, paused {ride.PausedMs} ms; a stream's token is good for {expires} s by the camera's clock"));
        Assert.Equal(EndReason.Released, ride.Reason);
        Assert.InRange(ride.DrivenMs + ride.PausedMs, least - CrashMs - LateMs, most + LateMs);
    }

    // Of a camera on the car's gateway, asked for at the driver's.
    private static async Task<long> StreamTokensLife(Drill drill)
    {
        await using var camera = await drill.Cluster.Doors[Drill.CarsDoor].Device("car-1-cam", "car-1", "camera", new { streamUrl = "http://192.168.0.31:8080/stream" });
        var told = (await camera.First("registered")).GetProperty("now").GetInt64();
        var answer = await RemoteServer.Json(await drill.Cluster.Doors[Drill.DriversDoor].SendAs(drill.Rental.Token, HttpMethod.Get, "/api/cars/car-1/camera"), 200);
        var expires = long.Parse(answer.GetProperty("streamUrl").GetString()!.Split('.')[^3], CultureInfo.InvariantCulture) - told;
        Assert.InRange(expires, 55, 75);
        return expires;
    }
}
