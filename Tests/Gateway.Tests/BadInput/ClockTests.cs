using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

/// <summary>A wall clock that is set while cars drive: leases, ages and tokens go by the monotonic clock.</summary>
[Collection(Timed.Name)]
public class ClockTests
{
    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(40 * 365 * 86400L)]
    public async Task AWallClockThatSteps_ChangesNoLease_NoCommand_AndNoStreamToken(long seconds)
    {
        var clock = new SteppedClock();
        await using var server = await FleetServer.StartWithAsync(s => s.AddSingleton<TimeProvider>(clock), null);
        await using var camera = await server.Device("c-cam", "c", "camera", new { streamUrl = "http://192.168.0.31:8080/stream" });
        var told = (await camera.First("registered")).GetProperty("now").GetInt64();
        await using var control = await server.Device("c-ctl", "c", "control");
        using var telemetry = new PeriodicTelemetry(control);
        var rental = await server.Rent("c");
        await using var driver = await server.Join(rental.Token);
        await driver.Send(new { type = "drive", seq = 1, t = 1000u, steering = 0, throttle = 0.5 });
        await control.Next("drive");

        clock.Step(TimeSpan.FromSeconds(seconds));
        await driver.Send(new { type = "drive", seq = 2, t = 1050u, steering = 0, throttle = 0.5 });
        await control.Next("drive", d => d.GetProperty("seq").GetInt64() == 2);
        await control.Next("session");
        var session = await control.Next("session");
        Assert.InRange(session.GetProperty("secondsLeft").GetInt64(), 590, 600);
        Assert.False((await driver.Next("state")).GetProperty("paused").GetBoolean());

        var answer = await RemoteServer.Json(await server.SendAs(rental.Token, HttpMethod.Get, "/api/cars/c/camera"), 200);
        var expires = long.Parse(answer.GetProperty("streamUrl").GetString()!.Split('.')[^3], CultureInfo.InvariantCulture);
        Assert.InRange(expires - told, 55, 75);

        await RemoteServer.Done(await server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
        var period = $"?from={At(clock, -1)}&to={At(clock, 1)}";
        var ride = await Eventually.Value(
            async () => (await RemoteServer.Json(await server.Operator.GetAsync("/api/operator/rides" + period), 200)).EnumerateArray().FirstOrDefault(),
            r => r.ValueKind == JsonValueKind.Object || seconds < 0);
        if (seconds > 0) Assert.InRange(ride.GetProperty("secondsDriven").GetInt64(), 0, 10);
    }

    [Fact]
    public async Task ARideThatEndedByAClockAMinuteAhead_IsListedAtOnce()
    {
        var clock = new SteppedClock();
        await using var server = await FleetServer.StartWithAsync(s => s.AddSingleton<TimeProvider>(clock), null);
        await using var control = await server.Device("c-ctl", "c", "control");
        using var telemetry = new PeriodicTelemetry(control);
        var rental = await server.Rent("c");
        await using var driver = await server.Join(rental.Token);
        clock.Step(TimeSpan.FromMinutes(1));
        await RemoteServer.Done(await server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
        await driver.First("ended");
        clock.Step(TimeSpan.FromMinutes(-1));
        await Eventually.Value(
            async () => (await RemoteServer.Json(await server.Operator.GetAsync("/api/operator/rides"), 200)).EnumerateArray().Select(r => r.GetProperty("sessionId").GetString()).ToArray(),
            rides => rides.Contains(rental.SessionId));
    }

    private static string At(TimeProvider clock, int days) => Uri.EscapeDataString(clock.GetUtcNow().AddDays(days).ToString("O", CultureInfo.InvariantCulture));
}
