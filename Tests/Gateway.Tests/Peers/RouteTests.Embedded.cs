using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Peers;

/// <summary>Driver on one gateway, controller on another, on both routes.</summary>
[Collection(Timed.Name)]
public class RouteTests
{
    private const string Car = "car-1";

    [Theory]
    [InlineData("grain", false)]
    [InlineData("grain", true)]
    [InlineData("direct", false)]
    [InlineData("direct", true)]
    public async Task Drive_Stop_Revoke_AcrossGateways(string route, bool shuffle)
    {
        await using var fleet = await TwoGateways.StartAsync(route, shuffle);
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        if (route == "direct") await fleet.GoesDirect(control, drive);
        await control.Next("drive", d => d.GetProperty("epoch").GetInt64() == rental.Epoch);

        await driver.Send(new { type = "stop" });
        await control.Next("stop", s => s.GetProperty("reason").GetString() == "driver");
        await control.Next("drive");

        await RemoteServer.Done(await fleet.Near.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
        await control.Next("session-ended");
        await driver.Closed();
        var ended = control.Texts.ToList().FindIndex(t => Type(t) == "session-ended");
        Assert.DoesNotContain(control.Texts.Skip(ended), t => Type(t) == "drive");
    }

    [Fact]
    public async Task WhileTheSiloIsDead_DrivingGoesOn_AndThenUnderANewEpoch_OnTheSameSocket()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await fleet.GoesDirect(control, drive);

        await fleet.KillSilo(Car);
        var (seq, sessions, states) = (drive.Seq, Count(control, "session"), Count(driver, "state"));

        // Longer than the lease's time to live.
        await control.First("drive", d => d.GetProperty("seq").GetUInt32() > seq + 200);
        Assert.True(Count(control, "session") >= sessions + 4, "the lease was not renewed");
        Assert.True(Count(driver, "state") >= states + 5, $"the driver hears nothing of the car: {Count(driver, "state")} states, {states} before; reports: {Count(control, "drive")}; last {driver.Texts[^1]}");
        Assert.True(driver.Texts.Last(t => Type(t) == "state").GetProperty("online").GetBoolean());

        fleet.Recover();
        var joined = await driver.Next("joined");
        Assert.True(joined.GetProperty("epoch").GetInt64() > rental.Epoch);
        await control.Next("drive", d => d.GetProperty("epoch").GetInt64() == joined.GetProperty("epoch").GetInt64());
        await fleet.GoesDirect(control, drive);
        Assert.Null(driver.CloseCode);
        Assert.DoesNotContain(control.Texts, t => Type(t) == "stop");
    }

    [Fact]
    public async Task ADriverLostWhileTheSiloIsDead_StopsTheCarAtOnce_AndItsLeaseIsNotRenewed()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await fleet.GoesDirect(control, drive);
        await fleet.KillSilo(Car);
        var start = TimeProvider.System.GetTimestamp();
        await driver.DisposeAsync();
        await control.Next("stop", s => s.GetProperty("reason").GetString() == "driver-lost");
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, 0, 1000);
        var sessions = Count(control, "session");
        await control.Send(new { type = "telemetry" });
        Assert.InRange(Count(control, "session"), sessions, sessions + 1);
    }

    [Fact]
    public async Task AGatewayThatDoesNotReachTheCar_SendsItsDriverToAnother_WhoDrivesOnThere()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await control.Next("drive");

        fleet.Near.Grains.Cut = true;
        Assert.Equal(1012, await driver.Closed());
        await using var again = await fleet.Far.Join(rental.Token);
        var epoch = (await again.First("joined")).GetProperty("epoch").GetInt64();
        using var further = new PeriodicDrive(again) { Throttle = 0.5 };
        await control.Next("drive", d => d.GetProperty("epoch").GetInt64() == epoch);
        Assert.True(epoch > rental.Epoch);
    }

    [Fact]
    public async Task AGatewayThatDoesNotReachTheCar_KeepsItsDriver_WhileThereIsAWayPastTheGrain()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await fleet.GoesDirect(control, drive);

        await fleet.KillSilo(Car);
        var cut = TimeProvider.System.GetTimestamp();
        await Eventually.True(() => TimeProvider.System.GetElapsedTime(cut).TotalSeconds > 6 || driver.IsClosed, () => $"{driver.CloseCode}");
        Assert.False(driver.IsClosed, $"{driver.CloseCode}");
        var seq = drive.Seq;
        await control.First("drive", d => d.GetProperty("seq").GetUInt32() > seq);
    }

    [Fact]
    public async Task ALinkThatBreaks_StopsTheCar_AndDrivingGoesOnThroughTheGrain()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await fleet.GoesDirect(control, drive);

        fleet.Network.Cut();
        await control.Next("stop", s => s.GetProperty("reason").GetString() == "driver-lost");
        var seq = drive.Seq;
        await control.First("drive", d => d.GetProperty("seq").GetUInt32() > seq);
        Assert.Null(driver.CloseCode);
    }

    [Fact]
    public async Task ABurstThatTheNetworkHeldBack_NeverReachesTheMotor()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await fleet.GoesDirect(control, drive);
        fleet.Near.Grains.CutDrives = true;

        fleet.Network.Hold();
        var held = drive.Seq;
        await Eventually.True(() => drive.Seq >= held + 35, () => $"{drive.Seq}");
        var released = drive.Seq;
        fleet.Network.Release();

        await control.First("drive", d => d.GetProperty("seq").GetUInt32() > released + 5);
        var stale = control.Texts.Where(t => Type(t) == "drive").Select(t => t.GetProperty("seq").GetUInt32()).Where(s => s > held + 3 && s < released - 12).ToArray();
        Assert.True(stale.Length == 0, $"Held {held} to {released}, yet the motor got {string.Join(' ', stale)}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABurstThatASilosQueueHeldBack_NeverReachesTheMotor(bool shuffle)
    {
        await using var fleet = await TwoGateways.StartAsync("grain", shuffle);
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await control.First("drive", d => d.GetProperty("seq").GetUInt32() > 20);

        fleet.Far.Grains.HoldDrives();
        var held = drive.Seq;
        await Eventually.True(() => drive.Seq >= held + 50, () => $"{drive.Seq}");
        var released = drive.Seq;
        Assert.True(fleet.Far.Grains.ReleaseDrives() > 40);

        await control.First("drive", d => d.GetProperty("seq").GetUInt32() > released + 5);
        var stale = control.Texts.Where(t => Type(t) == "drive").Select(t => t.GetProperty("seq").GetUInt32()).Where(s => s > held + 3 && s < released - 12).ToArray();
        Assert.True(stale.Length == 0, $"Held {held} to {released}, yet the motor got {string.Join(' ', stale)}");
    }

    [Theory]
    [InlineData("another secret that no gateway of the tests has")]
    [InlineData(null)]
    public async Task WithoutTheSecret_ThereIsNoLink_AndDrivingGoesThroughTheGrain(string? secret)
    {
        await using var fleet = await TwoGateways.StartAsync(nearSecret: secret);
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await control.Next("drive");
        if (secret is not null) await Eventually.True(() => fleet.Network.Accepted >= 2, () => $"{fleet.Network.Accepted} tries");
        fleet.Near.Grains.CutDrives = true;
        var (last, state) = (drive.Seq, Count(driver, "state"));
        await Eventually.True(() => drive.Seq > last + 20, () => "");
        Assert.DoesNotContain(control.Texts, t => Type(t) == "drive" && t.GetProperty("seq").GetUInt32() > last + 5);
        Assert.True(Count(driver, "state") > state);
    }

    [Fact]
    public async Task AControllerOnTheDriversOwnGateway_IsDrivenPastTheGrain_Too()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Near.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        await fleet.GoesDirect(control, drive);
        await fleet.KillSilo(Car);
        var seq = drive.Seq;
        await control.First("drive", d => d.GetProperty("seq").GetUInt32() > seq + 100);
    }

    [Theory]
    [InlineData("grain", false, "grain")]
    [InlineData("direct", false, "link")]
    [InlineData("direct", true, "local")]
    public async Task Commands_AreCountedByTheirRoute(string setting, bool near, string route)
    {
        await using var fleet = await TwoGateways.StartAsync(setting);
        using var counters = new Counters(fleet.Near.Services);
        await using var control = await (near ? fleet.Near : fleet.Far).Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        if (setting == "direct") await fleet.GoesDirect(control, drive);

        var before = Routed();
        await Eventually.True(() => Routed()[route] > before[route] + 20, () => string.Join(", ", Routed()));
        Assert.All(Routed(), r => Assert.True(r.Key == route || r.Value == before[r.Key], $"{r.Key} went from {before[r.Key]} to {r.Value}"));

        Dictionary<string, long> Routed() => new[] { "grain", "link", "local" }.ToDictionary(r => r, r => counters.Now("rcfleet.drive.routed " + r));
    }

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task Telemetry_ReachesTheDriver_WithoutAnAnswerOfTheGrainEachTime(string route)
    {
        await using var fleet = await TwoGateways.StartAsync(route);
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        using var alive = new PeriodicTelemetry(control);
        using var drive = new PeriodicDrive(driver) { Throttle = 0.5 };
        if (route == "direct") await fleet.GoesDirect(control, drive);
        await Eventually.True(() => fleet.Far.Grains.Calls("Note") > 3, () => "no report went without an answer");

        var (answered, states) = (fleet.Far.Grains.Calls("Report"), Count(driver, "state"));
        var told = fleet.Far.Grains.Calls("Note");
        await Eventually.True(() => fleet.Far.Grains.Calls("Note") >= told + 15, () => $"{fleet.Far.Grains.Calls("Note") - told} reports");
        Assert.InRange(fleet.Far.Grains.Calls("Report") - answered, 0, 2);
        await Eventually.True(() => Count(driver, "state") >= states + 12, () => $"{Count(driver, "state") - states} states");
    }

    [Fact]
    public async Task Signaling_CrossesGateways()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        await driver.Send(new { type = "offer", deviceId = "ctl", sdp = "v=0" });
        Assert.Equal(rental.SessionId, (await control.Next("offer")).GetProperty("sessionId").GetString());
        await control.Send(new { type = "answer", sessionId = rental.SessionId, sdp = "v=1" });
        Assert.Equal("ctl", (await driver.Next("answer")).GetProperty("deviceId").GetString());
    }

    private static string Type(JsonElement message) => message.GetProperty("type").GetString()!;

    private static int Count(TestSocket socket, string type) => socket.Texts.Count(t => Type(t) == type);
}
