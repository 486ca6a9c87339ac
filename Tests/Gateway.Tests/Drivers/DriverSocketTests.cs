using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Drivers;

[Collection(Timed.Name)]
public class DriverSocketTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Fact]
    public async Task Drive_ReachesTheController_WithEpochAndTheGatewaysOwnStamp()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        var session = await control.Next("session");
        Assert.Equal(rental.Epoch, session.GetProperty("epoch").GetInt64());
        Assert.Equal(3000, session.GetProperty("leaseTtlMs").GetInt32());

        await driver.Send(new { type = "drive", seq = 117, t = 4037u, steering = -0.25, throttle = 0.4 });
        var drive = await control.Next("drive");
        Assert.Equal(rental.Epoch, drive.GetProperty("epoch").GetInt64());
        Assert.Equal(117, drive.GetProperty("seq").GetInt64());
        Assert.Equal(-0.25, drive.GetProperty("steering").GetDouble(), 6);
        Assert.Equal(0.4, drive.GetProperty("throttle").GetDouble(), 6);
        Assert.Equal(JsonValueKind.Number, drive.GetProperty("t").ValueKind);
    }

    [Fact]
    public async Task Session_IsRenewed_AtLeastEveryThirdOfItsTimeToLive()
    {
        await using var control = await Control();
        using var alive = KeepAlive(control);
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await control.Next("session");
        var start = TimeProvider.System.GetTimestamp();
        await control.Next("session");
        await control.Next("session");
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, 0, 2200);
    }

    [Fact]
    public async Task BadDrives_AreRefused_AndTheGoodOneAfterThemPasses()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.SendText("""{"type":"drive","seq":1,"steering":0,"throttle":1e999}""");
        await driver.SendText("""{"type":"drive","seq":2,"steering":"0","throttle":1}""");
        await driver.SendText("""{"type":"drive","seq":3,"throttle":1}""");
        await driver.SendText("""{"type":"drive","seq":4,"steering":2,"throttle":1}""");
        await driver.SendText("""{"type":"drive","seq":5,"steering":0,"throttle":0.5}""");
        await driver.SendText("""{"type":"drive","seq":5,"steering":0,"throttle":0.9}""");
        await driver.SendText("""{"type":"drive","seq":4,"steering":0,"throttle":0.9}""");
        await driver.SendText("""{"type":"drive","seq":6,"steering":0,"throttle":0.6}""");
        await control.Next("drive", d => d.GetProperty("seq").GetInt64() == 6);
        Assert.Equal([5, 6], control.Texts.Where(m => m.GetProperty("type").GetString() == "drive").Select(m => m.GetProperty("seq").GetInt64()).ToArray());
    }

    [Fact]
    public async Task LateDrive_IsDroppedByItsStamp()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "drive", seq = 1, t = 10_000u, steering = 0, throttle = 0.1 });
        await driver.Send(new { type = "drive", seq = 2, t = 9_000u, steering = 0, throttle = 1 });
        await driver.Send(new { type = "drive", seq = 3, t = 10_020u, steering = 0, throttle = 0.3 });
        await control.Next("drive", d => d.GetProperty("seq").GetInt64() == 3);
        Assert.DoesNotContain(control.Texts, m => m.GetProperty("type").GetString() == "drive" && m.GetProperty("seq").GetInt64() == 2);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"type":"fly"}""")]
    [InlineData("""{"nothing":1}""")]
    [InlineData("")]
    public async Task NotJson_OrUnknownType_IsClosed4400(string text)
    {
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        await driver.SendText(text);
        await driver.Next("error");
        Assert.Equal(4400, await driver.Closed());
    }

    [Theory]
    [InlineData("")]
    [InlineData("forged")]
    public async Task Join_WithATokenThatIsNoLiveSessions_IsClosed4401(string token)
    {
        if (token == "forged") token = $"{_car}~{new string('A', 43)}";
        await using var driver = await _server.Socket("/ws/drive");
        await driver.Send(new { type = "join", token });
        Assert.Equal("unauthorized", (await driver.Next("error")).GetProperty("code").GetString());
        Assert.Equal(4401, await driver.Closed());
    }

    [Fact]
    public async Task DriveBeforeJoin_IsIgnored_AndTheJoinAfterItWorks()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Socket("/ws/drive");
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 1 });
        await driver.Send(new { type = "ping", t = 1 });
        await driver.Send(new { type = "stop" });
        await driver.Send(new { type = "join", token = rental.Token });
        Assert.Equal(10, (await driver.Next("joined")).GetProperty("graceSeconds").GetInt32());
        await driver.Send(new { type = "drive", seq = 2, steering = 0, throttle = 0.2 });
        Assert.Equal(2, (await control.Next("drive")).GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task Ping_IsAnsweredWithItsOwnStamp()
    {
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        await driver.Send(new { type = "ping", t = 12345 });
        Assert.Equal(12345, (await driver.Next("pong")).GetProperty("t").GetInt64());
    }

    [Fact]
    public async Task Stop_ReachesTheController_Unlatched_AndDrivingGoesOn()
    {
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 1 });
        await control.Next("drive");
        await driver.Send(new { type = "stop" });
        var stop = await control.Next("stop");
        Assert.Equal("driver", stop.GetProperty("reason").GetString());
        Assert.False(stop.GetProperty("latched").GetBoolean());
        await driver.Send(new { type = "drive", seq = 2, steering = 0, throttle = 0 });
        Assert.Equal(2, (await control.Next("drive")).GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task LostDriver_StopsTheCarAtOnce_AndComesBackWithTheSameTokenAndAHigherEpoch()
    {
        await using var control = await Control();
        using var alive = KeepAlive(control);
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 1 });
        await control.Next("drive");

        var cut = TimeProvider.System.GetTimestamp();
        driver.Abort();
        var stop = await control.Next("stop");
        Assert.Equal("driver-lost", stop.GetProperty("reason").GetString());
        Assert.InRange(TimeProvider.System.GetElapsedTime(cut).TotalMilliseconds, 0, 300);

        await using var again = await _server.Socket("/ws/drive");
        await again.Send(new { type = "join", token = rental.Token });
        var epoch = (await again.Next("joined")).GetProperty("epoch").GetInt64();
        Assert.True(epoch > rental.Epoch, $"{epoch} after {rental.Epoch}");
        await control.Next("session", s => s.GetProperty("epoch").GetInt64() == epoch);
        await again.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0 });
        Assert.Equal(epoch, (await control.Next("drive")).GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task SecondJoin_ReplacesTheFirst_WhichIsToldAndFenced()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var first = await _server.Join(rental.Token);
        await using var second = await _server.Join(rental.Token);
        Assert.Equal("replaced", (await first.Next("ended")).GetProperty("reason").GetString());
        Assert.Equal(4409, await first.Closed());
        await second.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0 });
        Assert.True((await control.Next("drive")).GetProperty("epoch").GetInt64() > rental.Epoch);
    }

    [Fact]
    public async Task EndedSession_StopsTheCar_TellsTheDriver_AndTheTokenIsDead()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        var asked = TimeProvider.System.GetTimestamp();
        Assert.Equal(204, (int)(await _server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}")).StatusCode);
        await control.Next("stop");
        Assert.InRange(TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds, 0, 300);
        Assert.Equal("released", (await control.Next("session-ended")).GetProperty("reason").GetString());
        Assert.Equal("released", (await driver.Next("ended")).GetProperty("reason").GetString());
        await driver.Closed();

        await using var again = await _server.Socket("/ws/drive");
        await again.Send(new { type = "join", token = rental.Token });
        Assert.Equal(4401, await again.Closed());
    }

    [Fact]
    public async Task RevokedAndDisabled_AreToldByTheirNames()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        var revoked = await _server.SendAs(FleetServer.OperatorKey, HttpMethod.Delete, $"/api/operator/sessions/{rental.SessionId}", new { reason = "test" });
        Assert.Equal(204, (int)revoked.StatusCode);
        Assert.Equal("revoked", (await driver.Next("ended")).GetProperty("reason").GetString());

        await using var next = await _server.Join((await _server.Rent(_car)).Token);
        Assert.Equal(204, (int)(await _server.Operator.PostAsync($"/api/operator/cars/{_car}/disable", null)).StatusCode);
        Assert.Equal("car_disabled", (await next.Next("ended")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task State_FollowsTheTelemetry()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car, minutes: 10);
        await using var driver = await _server.Join(rental.Token);
        await control.Send(new { type = "telemetry", batteryMv = 7400, batteryPercent = 81, rssi = -61, epoch = rental.Epoch, ackSeq = 117, ackAgeMs = 12, armed = true, neutral = false });
        var state = await driver.Next("state", s => s.GetProperty("ackSeq").ValueKind == JsonValueKind.Number);
        Assert.Equal(rental.Epoch, state.GetProperty("epoch").GetInt64());
        Assert.Equal(117, state.GetProperty("ackSeq").GetInt64());
        Assert.Equal(12, state.GetProperty("ackAgeMs").GetInt64());
        Assert.Equal(81, state.GetProperty("batteryPercent").GetInt32());
        Assert.Equal(-61, state.GetProperty("rssi").GetInt32());
        Assert.True(state.GetProperty("online").GetBoolean());
        Assert.True(state.GetProperty("armed").GetBoolean());
        Assert.False(state.GetProperty("neutral").GetBoolean());
        Assert.False(state.GetProperty("paused").GetBoolean());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("speedMps").ValueKind);
        Assert.InRange(state.GetProperty("secondsLeft").GetInt64(), 590, 600);
    }

    [Fact]
    public async Task Speed_IsThatOfTheLastReport_AndUnknownOnceTheSensorIsSilent()
    {
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        await control.Send(new { type = "telemetry", batteryPercent = 80, speedMps = -1.234 });
        var moving = await driver.Next("state", s => s.GetProperty("speedMps").ValueKind == JsonValueKind.Number);
        Assert.Equal(-1.23, moving.GetProperty("speedMps").GetDouble());
        await control.Send(new { type = "telemetry", armed = true });
        var unknown = await driver.Next("state", s => s.GetProperty("armed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, unknown.GetProperty("speedMps").ValueKind);
        Assert.Equal(80, unknown.GetProperty("batteryPercent").GetInt32());
    }

    [Fact]
    public async Task SilentController_IsShownAsLost_AndTheClockPauses()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await control.Send(new { type = "telemetry", batteryPercent = 80 });
        await driver.Next("state", s => s.GetProperty("online").GetBoolean());
        var lost = await driver.Next("state", s => !s.GetProperty("online").GetBoolean());
        Assert.True(lost.GetProperty("paused").GetBoolean());
    }

    [Fact]
    public async Task TooManyDrives_AreDroppedDownToTheLimit_AndAFloodIsClosed4429()
    {
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        try
        {
            for (var seq = 1; seq <= 5000; seq++) await driver.Send(new { type = "drive", seq, steering = 0, throttle = 0 });
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException)
        {
            // Closed while still sending.
        }

        Assert.Equal(4429, await driver.Closed());
        Assert.InRange(control.Texts.Count(m => m.GetProperty("type").GetString() == "drive"), 1, 500);
    }

    [Fact]
    public async Task Signaling_PassesBothWays_WithNamesSetByTheServer()
    {
        await using var camera = await _server.Device(_car + "-cam", _car, "camera", new { capabilities = new[] { "relay", "webrtc-video" } });
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "offer", deviceId = _car + "-cam", sessionId = "forged", sdp = "v=0" });
        var offer = await camera.Next("offer");
        Assert.Equal(rental.SessionId, offer.GetProperty("sessionId").GetString());
        Assert.Equal("v=0", offer.GetProperty("sdp").GetString());
        await camera.Send(new { type = "answer", sessionId = rental.SessionId, deviceId = "forged", sdp = "v=1" });
        var answer = await driver.Next("answer");
        Assert.Equal(_car + "-cam", answer.GetProperty("deviceId").GetString());
        Assert.Equal("v=1", answer.GetProperty("sdp").GetString());
    }

    [Fact]
    public async Task Signaling_StaysSmall_AndBadTextIsRefusedWithoutClosing()
    {
        await using var camera = await _server.Device(_car + "-cam", _car, "camera");
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        var sdp = new string('+', 10_000);
        await driver.SendText($$"""{"type":"offer","deviceId":"{{_car}}-cam","sdp":"{{sdp}}"}""");
        Assert.Equal(sdp, (await camera.Next("offer")).GetProperty("sdp").GetString());
        Assert.InRange(camera.Texts.Last().GetRawText().Length, 10_000, 10_300);
        await driver.SendText($$"""{"type":"offer","deviceId":"{{_car}}-cam","sdp":"\ud800"}""");
        Assert.Equal("malformed_signal", (await driver.Next("error")).GetProperty("code").GetString());
        await driver.Send(new { type = "ping", t = 1 });
        await driver.Next("pong");
    }

    private Task<TestSocket> Control() => _server.Device(_car + "-ctl", _car, "control");

    private static PeriodicTelemetry KeepAlive(TestSocket control) => new(control);
}
