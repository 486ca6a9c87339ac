using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Devices;

[Collection(Timed.Name)]
public class DeviceSocketTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Fact]
    public async Task Register_WithTheKeyInTheHeader_TellsTheBoardAllItNeeds()
    {
        var key = await _server.Provision(_car + "-ctl", _car, "control");
        await using var device = await _server.Socket("/ws/device", key);
        await device.Send(new { type = "register", deviceId = _car + "-ctl", role = "control", firmware = "1.4.0", resetReason = "power-on" });
        var registered = await device.Next("registered");
        Assert.Equal(_car, registered.GetProperty("carId").GetString());
        Assert.Equal(_car + "-ctl", registered.GetProperty("deviceId").GetString());
        Assert.InRange(registered.GetProperty("now").GetInt64(), 1_700_000_000, 4_000_000_000);
        Assert.Equal(500, registered.GetProperty("heartbeatMs").GetInt32());
        Assert.Equal(250, registered.GetProperty("failsafeMs").GetInt32());
        Assert.Equal("127.0.0.1", registered.GetProperty("observedAddress").GetString());
        Assert.Equal(43, registered.GetProperty("streamKey").GetString()!.Length);
        Assert.NotEmpty(registered.GetProperty("kid").GetString()!);
        Assert.False(registered.GetProperty("stopped").GetBoolean());
    }

    [Fact]
    public async Task Register_WithTheKeyInTheMessage_Works()
    {
        var key = await _server.Provision(_car + "-ctl", _car, "control");
        await using var device = await _server.Socket("/ws/device");
        await device.Send(new { type = "register", deviceId = _car + "-ctl", role = "control", key });
        await device.Next("registered");
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    [InlineData("")]
    public async Task Register_WithoutTheRightKey_IsToldUnauthorized_AndClosed4401(string? key)
    {
        await _server.Provision(_car + "-ctl", _car, "control");
        await using var device = await _server.Socket("/ws/device");
        await device.Send(new { type = "register", deviceId = _car + "-ctl", role = "control", key });
        Assert.Equal("unauthorized", (await device.Next("error")).GetProperty("code").GetString());
        Assert.Equal(4401, await device.Closed());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"type\":\"telemetry\"}")]
    [InlineData("{\"type\":\"register\",\"deviceId\":\"a b\"}")]
    [InlineData("{\"type\":\"register\",\"deviceId\":7}")]
    [InlineData("{\"type\":\"register\",\"deviceId\":\"a\",\"deviceId\":\"b\"}")]
    [InlineData("{\"type\":\"register\",\"deviceId\":\"a\",\"role\":\"pilot\"}")]
    [InlineData("{\"type\":\"register\"}")]
    [InlineData("{\"type\":\"\",\"type\":\"register\",\"deviceId\":\"a\"}")]
    [InlineData("")]
    public async Task FirstMessage_ThatIsNoGoodRegister_IsToldWhy_AndClosed4400(string text)
    {
        await using var device = await _server.Socket("/ws/device");
        await device.SendText(text);
        Assert.NotEmpty((await device.Next("error")).GetProperty("message").GetString()!);
        Assert.Equal(4400, await device.Closed());
    }

    [Fact]
    public async Task FirstMessage_OverTheLimit_IsClosed4413()
    {
        await using var device = await _server.Socket("/ws/device");
        await device.SendText("{\"type\":\"register\",\"deviceId\":\"" + new string('x', 17_000) + "\"}");
        Assert.Equal(4413, await device.Closed());
    }

    [Fact]
    public async Task Register_WithAnotherRoleThanProvisioned_IsRefused()
    {
        var key = await _server.Provision(_car + "-cam", _car, "camera");
        await using var device = await _server.Socket("/ws/device", key);
        await device.Send(new { type = "register", deviceId = _car + "-cam", role = "control" });
        Assert.Equal("role_mismatch", (await device.Next("error")).GetProperty("code").GetString());
        Assert.Equal(4401, await device.Closed());
    }

    [Fact]
    public async Task SecondConnectionOfADevice_ReplacesTheFirst_WhichIsTold()
    {
        var key = await _server.Provision(_car + "-ctl", _car, "control");
        await using var first = await Register(key);
        await using var second = await Register(key);
        Assert.Equal(4409, await first.Closed());
        await second.Send(new { type = "telemetry", batteryPercent = 55 });
        await Eventually.Value(() => _server.Car(_car), c => c.GetProperty("batteryPercent").ValueKind == JsonValueKind.Number && c.GetProperty("controller").GetBoolean());

        async Task<TestSocket> Register(string k)
        {
            var socket = await _server.Socket("/ws/device", k);
            await socket.Send(new { type = "register", deviceId = _car + "-ctl", role = "control" });
            await socket.Next("registered");
            return socket;
        }
    }

    [Fact]
    public async Task RevokedDevice_IsClosed4403_AndStaysOut()
    {
        var key = await _server.Provision(_car + "-ctl", _car, "control");
        await using var device = await _server.Socket("/ws/device", key);
        await device.Send(new { type = "register", deviceId = _car + "-ctl" });
        await device.Next("registered");
        Assert.Equal(204, (int)(await _server.Operator.DeleteAsync($"/api/operator/devices/{_car}-ctl")).StatusCode);
        Assert.Equal(4403, await device.Closed());

        await using var again = await _server.Socket("/ws/device", key);
        await again.Send(new { type = "register", deviceId = _car + "-ctl" });
        Assert.Contains(await again.Closed(), new int?[] { 4401, 4403 });
    }

    [Fact]
    public async Task RotatedKey_ClosesTheOldConnection_AndOnlyTheNewKeyRegisters()
    {
        var key = await _server.Provision(_car + "-ctl", _car, "control");
        await using var device = await _server.Socket("/ws/device", key);
        await device.Send(new { type = "register", deviceId = _car + "-ctl" });
        await device.Next("registered");
        var rotated = await FleetServer.Json(await _server.Operator.PostAsync($"/api/operator/devices/{_car}-ctl/rotate", null), 200);
        Assert.Equal(4401, await device.Closed());

        await using var old = await _server.Socket("/ws/device", key);
        await old.Send(new { type = "register", deviceId = _car + "-ctl" });
        Assert.Equal(4401, await old.Closed());

        await using var fresh = await _server.Socket("/ws/device", rotated.GetProperty("key").GetString());
        await fresh.Send(new { type = "register", deviceId = _car + "-ctl" });
        await fresh.Next("registered");
    }

    [Fact]
    public async Task SilentController_IsClosed4408_AfterThreeHeartbeats()
    {
        await using var device = await _server.Device(_car + "-ctl", _car, "control");
        Assert.Equal(4408, await device.Closed());
    }

    [Fact]
    public async Task IdleCamera_ThatOnlyAnswersPings_Stays()
    {
        await using var camera = await _server.Device(_car + "-cam", _car, "camera");
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        Assert.Equal(4408, await control.Closed());
        Assert.True((await _server.Car(_car)).GetProperty("camera").GetBoolean());
    }

    [Fact]
    public async Task BadTelemetry_IsToldAndCounted_AndTheConnectionStays()
    {
        await using var device = await _server.Device(_car + "-ctl", _car, "control");
        foreach (var bad in new[] { "\"batteryPercent\":101", "\"rssi\":\"x\"", "\"armed\":1", "\"ackSeq\":-1", "\"speedMps\":100.5", "\"speedMps\":1e999", "\"speedMps\":\"2\"", "\"batteryPercent\":5,\"batteryPercent\":6" })
        {
            await device.SendText("{\"type\":\"telemetry\"," + bad + "}");
            Assert.Equal("malformed_telemetry", (await device.Next("error")).GetProperty("code").GetString());
        }

        await device.Send(new { type = "telemetry", batteryPercent = 81, rssi = -61 });
        var car = await Eventually.Value(() => _server.Car(_car), c => c.GetProperty("batteryPercent").ValueKind == JsonValueKind.Number);
        Assert.Equal(81, car.GetProperty("batteryPercent").GetInt32());
    }

    [Fact]
    public async Task UnknownType_AndSecondRegister_AreToldAndTheConnectionStays()
    {
        await using var device = await _server.Device(_car + "-ctl", _car, "control");
        await device.Send(new { type = "weather" });
        Assert.Equal("unknown_type", (await device.Next("error")).GetProperty("code").GetString());
        await device.Send(new { type = "register", deviceId = "other" });
        Assert.Equal("already_registered", (await device.Next("error")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task BinaryFromAController_IsClosed4400()
    {
        await using var device = await _server.Device(_car + "-ctl", _car, "control");
        await device.SendBinary([0xFF, 0xD8, 1, 0xFF, 0xD9]);
        Assert.Equal(4400, await device.Closed());
    }

    [Fact]
    public async Task StreamUrl_ThatPointsElsewhere_IsRefused_AndTheRegistrationStands()
    {
        await using var device = await _server.Device(_car + "-cam", _car, "camera", new { streamUrl = "http://example.org/stream" });
        Assert.Equal("stream_url_refused", (await device.Next("error")).GetProperty("code").GetString());
        Assert.True((await _server.Car(_car)).GetProperty("camera").GetBoolean());
    }
}
