using System.Net.Http.Json;
using System.Text;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Operators;

[Collection(Timed.Name)]
public class OperatorApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Theory]
    [InlineData("GET", "/api/operator/cars")]
    [InlineData("GET", "/api/operator/codes")]
    [InlineData("POST", "/api/operator/stop-all")]
    [InlineData("POST", "/api/operator/cars/x/stop")]
    [InlineData("POST", "/api/operator/cars/x/resume")]
    [InlineData("POST", "/api/operator/cars/x/disable")]
    [InlineData("POST", "/api/operator/cars/x/enable")]
    [InlineData("POST", "/api/operator/devices/x/rotate")]
    [InlineData("DELETE", "/api/operator/devices/x")]
    [InlineData("DELETE", "/api/operator/sessions/x")]
    public async Task WithoutTheKey_EverythingIs401(string method, string path) =>
        await FleetServer.Refused(await _server.SendAs("not-the-key", new HttpMethod(method), path), 401, "unauthorized");

    [Fact]
    public async Task ASessionToken_IsNoOperatorKey()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await FleetServer.Refused(await _server.SendAs(rental.Token, HttpMethod.Post, $"/api/operator/cars/{_car}/resume"), 401, "unauthorized");
    }

    [Fact]
    public async Task Provision_RefusesWhatIsTaken_AndBadNames()
    {
        await _server.Provision(_car + "-ctl", _car, "control");
        await FleetServer.Refused(await Provision(_car + "-ctl", _car, "control"), 409, "device_exists");
        await FleetServer.Refused(await Provision(_car + "-ctl2", _car, "control"), 409, "role_taken");
        await FleetServer.Refused(await Provision(_car + "-both", _car, "car"), 409, "role_taken");
        await FleetServer.Refused(await Provision("a b", _car, "camera"), 400, "id_invalid");
        await FleetServer.Refused(await Provision("ok", new string('x', 65), "camera"), 400, "id_invalid");
        await FleetServer.Refused(await Provision("ok", _car, "pilot"), 400, "role_invalid");
        await FleetServer.Json(await Provision(_car + "-cam", _car, "camera"), 201);
    }

    [Fact]
    public async Task EmergencyStop_LatchesUntilResumed_EvenAcrossAReconnect()
    {
        var key = await _server.Provision(_car + "-ctl", _car, "control");
        await using var control = await Register(key);
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        Assert.Equal(204, (int)(await _server.Operator.PostAsync($"/api/operator/cars/{_car}/stop", null)).StatusCode);
        var stop = await control.Next("stop");
        Assert.True(stop.GetProperty("latched").GetBoolean());
        Assert.Equal("operator", stop.GetProperty("reason").GetString());
        var state = await driver.Next("state", s => s.GetProperty("stopped").GetBoolean());
        Assert.True(state.GetProperty("paused").GetBoolean());
        Assert.Equal("stopped", (await _server.Car(_car)).GetProperty("status").GetString());

        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0 });
        await using var again = await _server.Socket("/ws/device", key);
        await again.Send(new { type = "register", deviceId = _car + "-ctl" });
        Assert.True((await again.Next("registered")).GetProperty("stopped").GetBoolean());
        Assert.Equal(204, (int)(await _server.Operator.PostAsync($"/api/operator/cars/{_car}/resume", null)).StatusCode);
        await again.Next("resume");
        await driver.Send(new { type = "drive", seq = 2, steering = 0, throttle = 0 });
        Assert.Equal(2, (await again.Next("drive")).GetProperty("seq").GetInt64());

        async Task<TestSocket> Register(string k)
        {
            var socket = await _server.Socket("/ws/device", k);
            await socket.Send(new { type = "register", deviceId = _car + "-ctl" });
            await socket.Next("registered");
            return socket;
        }
    }

    [Fact]
    public async Task TheHolderMayStop_ButNotAnotherCarsHolder()
    {
        await using var control = await Control();
        await using var otherControl = await _server.Device(_car + "b-ctl", _car + "b", "control");
        var rental = await _server.Rent(_car);
        var other = await _server.Rent(_car + "b");
        await FleetServer.Refused(await _server.SendAs(other.Token, HttpMethod.Post, $"/api/operator/cars/{_car}/stop"), 401, "unauthorized");
        Assert.Equal(204, (int)(await _server.SendAs(rental.Token, HttpMethod.Post, $"/api/operator/cars/{_car}/stop")).StatusCode);
        Assert.True((await control.Next("stop")).GetProperty("latched").GetBoolean());
    }

    [Fact]
    public async Task StopAll_StopsEveryCar()
    {
        await using var server = await FleetServer.StartAsync();
        await using var one = await server.Device("one-ctl", "one", "control");
        await using var two = await server.Device("two-ctl", "two", "control");
        Assert.Equal(204, (int)(await server.Operator.PostAsync("/api/operator/stop-all", null)).StatusCode);
        Assert.True((await one.Next("stop")).GetProperty("latched").GetBoolean());
        Assert.True((await two.Next("stop")).GetProperty("latched").GetBoolean());
    }

    [Fact]
    public async Task WrongKeysOfOthers_NeverKeepTheRightOneWaiting()
    {
        await using var server = await FleetServer.StartAsync();
        await using var control = await server.Device("one-ctl", "one", "control");
        for (var i = 0; i < 30; i++) await server.SendAs("guess-" + i, HttpMethod.Post, "/api/operator/stop-all");
        await FleetServer.Refused(await server.SendAs("guess", HttpMethod.Post, "/api/operator/stop-all"), 429, "too_many_attempts");
        Assert.Equal(204, (int)(await server.Operator.PostAsync("/api/operator/stop-all", null)).StatusCode);
        Assert.Equal(204, (int)(await server.Operator.PostAsync("/api/operator/cars/one/stop", null)).StatusCode);
    }

    [Fact]
    public async Task InventedNames_DoNotStayInMemory()
    {
        await using var server = await FleetServer.StartAsync();
        using var activations = new Activations();
        for (var i = 0; i < 200; i++)
        {
            var response = await server.SendAs($"invented-{i}~{new string('A', 43)}", HttpMethod.Get, $"/api/cars/invented-{i}/camera");
            Assert.Equal(401, (int)response.StatusCode);
        }

        await Eventually.True(() => activations.Started >= 200 && activations.Live < 20, () => activations.ToString());
    }

    [Fact]
    public async Task UnknownNames_Are404()
    {
        await FleetServer.Refused(await _server.Operator.PostAsync("/api/operator/cars/none/stop", null), 404, "car_not_found");
        await FleetServer.Refused(await _server.Operator.PostAsync("/api/operator/devices/none/rotate", null), 404, "device_not_found");
        await FleetServer.Refused(await _server.Operator.DeleteAsync("/api/operator/devices/none"), 404, "device_not_found");
        await FleetServer.Refused(await _server.Operator.DeleteAsync("/api/operator/sessions/none"), 404, "session_not_found");
        await FleetServer.Refused(await _server.Operator.GetAsync("/api/none"), 404, "not_found");
    }

    [Theory]
    [InlineData("{\"minutes\":0}", "minutes_invalid")]
    [InlineData("{\"minutes\":1441}", "minutes_invalid")]
    [InlineData("{}", "minutes_invalid")]
    [InlineData("{\"minutes\":5,\"uses\":0}", "uses_invalid")]
    [InlineData("{\"minutes\":5,\"cars\":[\"a b\"]}", "cars_invalid")]
    [InlineData("{\"minutes\":\"many\"}", "bad_request")]
    [InlineData("{\"minutes\":", "bad_request")]
    [InlineData("", "bad_request")]
    public async Task BadCodeRequests_SayWhatIsWrong(string body, string code)
    {
        var response = await _server.Operator.PostAsync("/api/operator/codes", new StringContent(body, Encoding.UTF8, "application/json"));
        await FleetServer.Refused(response, 400, code);
    }

    [Fact]
    public async Task Cars_ListBoardsAndSessions()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        var car = await _server.Car(_car);
        Assert.Equal("busy", car.GetProperty("status").GetString());
        Assert.Equal(rental.SessionId, car.GetProperty("sessionId").GetString());
        var device = Assert.Single(car.GetProperty("devices").EnumerateArray());
        Assert.Equal(_car + "-ctl", device.GetProperty("deviceId").GetString());
        Assert.True(device.GetProperty("online").GetBoolean());
    }

    private Task<TestSocket> Control() => _server.Device(_car + "-ctl", _car, "control");

    private Task<HttpResponseMessage> Provision(string deviceId, string carId, string role) =>
        _server.Operator.PostAsJsonAsync("/api/operator/devices", new { deviceId, carId, role });
}
