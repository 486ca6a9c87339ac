using System.Text.Json;
using RcFleet.Cars;
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
        await using var trip = await fleet.Drive(Car);
        if (route == "direct") await fleet.GoesDirect(trip);
        await trip.Control.Next("drive", d => d.GetProperty("epoch").GetInt64() == trip.Rental.Epoch);

        await trip.Driver.Send(new { type = "stop" });
        await trip.Control.Next("stop", s => s.GetProperty("reason").GetString() == "driver");
        await trip.Control.Next("drive");

        await RemoteServer.Done(await fleet.Near.SendAs(trip.Rental.Token, HttpMethod.Delete, $"/api/sessions/{trip.Rental.SessionId}"));
        await trip.Control.Next("session-ended");
        await trip.Driver.Closed();
        var ended = trip.Control.Texts.ToList().FindIndex(t => Type(t) == "session-ended");
        Assert.DoesNotContain(trip.Control.Texts.Skip(ended), t => Type(t) == "drive");
    }

    [Fact]
    public async Task WhileTheSiloIsDead_DrivingGoesOn_AndThenUnderANewEpoch_OnTheSameSocket()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await fleet.DriveDirect(Car);

        await fleet.KillSilo(Car);
        var (seq, sessions, states) = (trip.Drive.Seq, trip.Told("session"), trip.Heard("state"));

        // Longer than the lease's time to live.
        await trip.Control.First("drive", d => d.GetProperty("seq").GetUInt32() > seq + 200);
        Assert.True(trip.Told("session") >= sessions + 4, "the lease was not renewed");
        Assert.True(trip.Heard("state") >= states + 5, $"the driver hears nothing of the car: {trip.Heard("state")} states, {states} before; reports: {trip.Told("drive")}; last {trip.Driver.Texts[^1]}");
        Assert.True(trip.Driver.Texts.Last(t => Type(t) == "state").GetProperty("online").GetBoolean());

        fleet.Recover();
        var joined = await trip.Driver.Next("joined");
        Assert.True(joined.GetProperty("epoch").GetInt64() > trip.Rental.Epoch);
        await trip.Control.Next("drive", d => d.GetProperty("epoch").GetInt64() == joined.GetProperty("epoch").GetInt64());
        await fleet.GoesDirect(trip);
        Assert.Null(trip.Driver.CloseCode);
        Assert.DoesNotContain(trip.Control.Texts, t => Type(t) == "stop");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatWasDrivenWhileTheSiloWasDead_IsChargedWhenItIsBack(bool stays)
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await fleet.DriveDirect(Car);

        await fleet.KillSilo(Car);
        var (dead, before) = (TimeProvider.System.GetTimestamp(), await Left());
        await Eventually.True(() => TimeProvider.System.GetElapsedTime(dead).TotalSeconds > 4.5, () => "");
        Assert.Equal(before, await Left());
        fleet.Recover();
        if (!stays) trip.Driver.Abort();
        if (stays) await trip.Driver.Next("joined");
        var driven = TimeProvider.System.GetElapsedTime(dead).TotalSeconds;
        var after = await Eventually.Value(Left, left => left < before - 2);

        // Seconds left are rounded up.
        Assert.InRange(before - after, driven - 2.5, driven + 1);

        async Task<long> Left() => (await fleet.Engine.GetGrain<ICarGrain>(Car).FindSession(trip.Rental.SessionId))!.RemainingMs / 1000;
    }

    [Fact]
    public async Task ADriverLostWhileTheSiloIsDead_StopsTheCarAtOnce_AndItsLeaseIsNotRenewed()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await fleet.DriveDirect(Car);
        await fleet.KillSilo(Car);
        var start = TimeProvider.System.GetTimestamp();
        await trip.Leave();
        await trip.Control.Next("stop", s => s.GetProperty("reason").GetString() == "driver-lost");
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, 0, 1000);
        var sessions = trip.Told("session");
        await trip.Control.Send(new { type = "telemetry" });
        Assert.InRange(trip.Told("session"), sessions, sessions + 1);
    }

    [Fact]
    public async Task AGatewayThatDoesNotReachTheCar_SendsItsDriverToAnother_WhoDrivesOnThere()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var trip = await fleet.Drive(Car);
        await trip.Control.Next("drive");

        fleet.Near.Grains.Cut = true;
        Assert.Equal(1012, await trip.Driver.Closed());
        await using var again = await fleet.Far.Join(trip.Rental.Token);
        var epoch = (await again.First("joined")).GetProperty("epoch").GetInt64();
        using var further = new PeriodicDrive(again) { Throttle = 0.5 };
        await trip.Control.Next("drive", d => d.GetProperty("epoch").GetInt64() == epoch);
        Assert.True(epoch > trip.Rental.Epoch);
    }

    [Fact]
    public async Task AGatewayThatDoesNotReachTheCar_KeepsItsDriver_WhileThereIsAWayPastTheGrain()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await fleet.DriveDirect(Car);

        await fleet.KillSilo(Car);
        var cut = TimeProvider.System.GetTimestamp();
        await Eventually.True(() => TimeProvider.System.GetElapsedTime(cut).TotalSeconds > 6 || trip.Driver.IsClosed, () => $"{trip.Driver.CloseCode}");
        Assert.False(trip.Driver.IsClosed, $"{trip.Driver.CloseCode}");
        await trip.DrivenOn();
    }

    [Fact]
    public async Task ALinkThatBreaks_StopsTheCar_AndDrivingGoesOnThroughTheGrain()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await fleet.DriveDirect(Car);

        // A command that came through the grain before the break is noticed would keep the car going, as it should.
        fleet.Near.Grains.CutDrives = true;
        fleet.Network.Cut();
        await trip.Control.Next("stop", s => s.GetProperty("reason").GetString() == "driver-lost");
        fleet.Near.Grains.CutDrives = false;
        await trip.DrivenOn();
        Assert.Null(trip.Driver.CloseCode);
    }

    [Fact]
    public async Task ABurstThatTheNetworkHeldBack_NeverReachesTheMotor()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await fleet.DriveDirect(Car);
        fleet.Near.Grains.CutDrives = true;

        fleet.Network.Hold();
        var held = trip.Drive.Seq;
        await Eventually.True(() => trip.Drive.Seq >= held + 35, () => $"{trip.Drive.Seq}");
        var released = trip.Drive.Seq;
        fleet.Network.Release();

        await NothingStale(trip, held, released);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABurstThatASilosQueueHeldBack_NeverReachesTheMotor(bool shuffle)
    {
        await using var fleet = await TwoGateways.StartAsync("grain", shuffle);
        await using var trip = await fleet.Drive(Car);
        await trip.Control.First("drive", d => d.GetProperty("seq").GetUInt32() > 20);

        fleet.Far.Grains.HoldDrives();
        var held = trip.Drive.Seq;
        await Eventually.True(() => trip.Drive.Seq >= held + 50, () => $"{trip.Drive.Seq}");
        var released = trip.Drive.Seq;
        Assert.True(fleet.Far.Grains.ReleaseDrives() > 40);

        await NothingStale(trip, held, released);
    }

    [Theory]
    [InlineData("another secret that no gateway of the tests has")]
    [InlineData(null)]
    public async Task WithoutTheSecret_ThereIsNoLink_AndDrivingGoesThroughTheGrain(string? secret)
    {
        await using var fleet = await TwoGateways.StartAsync(nearSecret: secret);
        await using var trip = await fleet.Drive(Car);
        await trip.Control.Next("drive");
        if (secret is not null) await Eventually.True(() => fleet.Network.Accepted >= 2, () => $"{fleet.Network.Accepted} tries");
        fleet.Near.Grains.CutDrives = true;
        var (last, state) = (trip.Drive.Seq, trip.Heard("state"));
        await Eventually.True(() => trip.Drive.Seq > last + 20, () => "");
        Assert.DoesNotContain(trip.Control.Texts, t => Type(t) == "drive" && t.GetProperty("seq").GetUInt32() > last + 5);
        Assert.True(trip.Heard("state") > state);
    }

    [Fact]
    public async Task AControllerOnTheDriversOwnGateway_IsDrivenPastTheGrain_Too()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await Trip.Start(Car, board: fleet.Near, driver: fleet.Near);
        await fleet.GoesDirect(trip);
        await fleet.KillSilo(Car);
        await trip.DrivenOn(commands: 100);
    }

    [Theory]
    [InlineData("grain", false, "grain")]
    [InlineData("direct", false, "link")]
    [InlineData("direct", true, "local")]
    public async Task Commands_AreCountedByTheirRoute(string setting, bool near, string route)
    {
        await using var fleet = await TwoGateways.StartAsync(setting);
        using var counters = new Counters(fleet.Near.Services);
        await using var trip = await Trip.Start(Car, board: near ? fleet.Near : fleet.Far, driver: fleet.Near);
        if (setting == "direct") await fleet.GoesDirect(trip);

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
        await using var trip = await fleet.Drive(Car);
        if (route == "direct") await fleet.GoesDirect(trip);
        await Eventually.True(() => fleet.Far.Grains.Calls("Note") > 3, () => "no report went without an answer");

        var (answered, states) = (fleet.Far.Grains.Calls("Report"), trip.Heard("state"));
        var told = fleet.Far.Grains.Calls("Note");
        await Eventually.True(() => fleet.Far.Grains.Calls("Note") >= told + 15, () => $"{fleet.Far.Grains.Calls("Note") - told} reports");
        Assert.InRange(fleet.Far.Grains.Calls("Report") - answered, 0, 2);
        await Eventually.True(() => trip.Heard("state") >= states + 12, () => $"{trip.Heard("state") - states} states");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheSpeed_IsTheControllersOwn_PastTheGrainToo_AndNeverAnEarlierOne(bool near)
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await Trip.Start(Car, board: near ? fleet.Near : fleet.Far, driver: fleet.Near);
        await fleet.GoesDirect(trip);
        trip.Alive.Dispose();
        await fleet.KillSilo(Car);

        await trip.Control.Send(new { type = "telemetry", armed = true, speedMps = -1.37 });
        await trip.Driver.Next("state", s => s.GetProperty("speedMps").ValueKind == JsonValueKind.Number && s.GetProperty("speedMps").GetDouble() == -1.37);
        await trip.Control.Send(new { type = "telemetry", armed = false });
        Assert.Equal(JsonValueKind.Null, (await trip.Driver.Next("state", s => !s.GetProperty("armed").GetBoolean())).GetProperty("speedMps").ValueKind);
    }

    [Fact]
    public async Task AGatewayIsReachedByTheNameThatItsSettingSays()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var named = await GatewayServer.StartAsync(fleet.Engine, "--Fleet:PeerUrl", "http://gateway-3.example:0", "--Fleet:PeerSecret", TwoGateways.Secret);
        var url = new Uri(named.Identity.PeerUrl!);
        Assert.Equal("gateway-3.example", url.Host);
        Assert.NotEqual(0, url.Port);
    }

    [Fact]
    public async Task Signaling_CrossesGateways()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var trip = await fleet.Drive(Car);
        await trip.Driver.Send(new { type = "offer", deviceId = "ctl", sdp = "v=0" });
        Assert.Equal(trip.Rental.SessionId, (await trip.Control.Next("offer")).GetProperty("sessionId").GetString());
        await trip.Control.Send(new { type = "answer", sessionId = trip.Rental.SessionId, sdp = "v=1" });
        Assert.Equal("ctl", (await trip.Driver.Next("answer")).GetProperty("deviceId").GetString());
    }

    // Of what was held back only the newest may be young enough yet.
    private static async Task NothingStale(Trip trip, uint held, uint released)
    {
        await trip.Control.First("drive", d => d.GetProperty("seq").GetUInt32() > released + 5);
        var stale = trip.Control.Texts.Where(t => Type(t) == "drive").Select(t => t.GetProperty("seq").GetUInt32()).Where(s => s > held + 3 && s < released - 12).ToArray();
        Assert.True(stale.Length == 0, $"Held {held} to {released}, yet the motor got {string.Join(' ', stale)}");
    }

    private static string Type(JsonElement message) => message.GetProperty("type").GetString()!;
}
