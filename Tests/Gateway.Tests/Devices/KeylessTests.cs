using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Devices;

/// <summary>Boards of v1.0, which have no key; 127.0.0.1 is where they may connect from, the proxy's others are not.</summary>
[Collection(Timed.Name)]
public sealed class KeylessTests : IAsyncLifetime
{
    private const string Home = "192.168.7.20";
    private FleetServer _server = null!;

    public async Task InitializeAsync() =>
        _server = await FleetServer.StartAsync(null, "--Fleet:TrustedProxies", "127.0.0.1", "--Fleet:KeylessNetworks", "192.168.7.0/24, 127.0.0.0/8");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task BothBoards_RegisterByTheCarsId_AndTheCarCanBeDriven()
    {
        await using var camera = await Registered("car-7", "camera");
        await using var control = await Registered("car-7", "control");
        var car = await _server.Car("car-7");
        Assert.Equal("available", car.GetProperty("status").GetString());
        Assert.Equal("car-7~camera True, car-7~control True", string.Join(", ", Devices(car).Select(d => $"{d.GetProperty("deviceId").GetString()} {d.GetProperty("keyless").GetBoolean()}")));

        var rental = await _server.Rent("car-7");
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0.5 });
        Assert.Equal(1, (await control.Next("drive")).GetProperty("seq").GetInt64());
        await using var viewer = await _server.Socket("/ws/video");
        await viewer.Send(new { type = "join", token = rental.Token });
        await camera.Next("relay");
        byte[] jpeg = [0xFF, 0xD8, 1, 0xFF, 0xD9];
        await camera.SendBinary(jpeg);
        Assert.Equal(jpeg, await viewer.Frame(0));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("unknown")]
    public async Task FromElsewhere_OrFromNobodyKnowsWhere_IsUnauthorized(string address)
    {
        await using var board = await Connect(address);
        await board.Send(new { type = "register", deviceId = "car-7", role = "camera" });
        Assert.Equal("unauthorized", (await board.Next("error")).GetProperty("code").GetString());
        Assert.Equal(4401, await board.Closed());
    }

    [Fact]
    public async Task WithoutARole_IsToldSo()
    {
        await using var board = await Connect(Home);
        await board.Send(new { type = "register", deviceId = "car-7" });
        Assert.Contains("role", (await board.Next("error")).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(4400, await board.Closed());
    }

    [Fact]
    public async Task AWrongKey_IsNotTakenForNone()
    {
        await using var board = await Connect(Home);
        await board.Send(new { type = "register", deviceId = "car-7", role = "camera", key = "wrong" });
        Assert.Equal(4401, await board.Closed());
    }

    [Fact]
    public async Task AKeyForTheCar_ClosesItsBoardsWithoutOne_AndKeepsThemOut()
    {
        await using var camera = await Registered("car-7", "camera");
        await using var control = await Registered("car-7", "control");
        await using var other = await Registered("car-8", "control");
        await using var keyed = await _server.Device("new-ctl", "car-7", "control");
        foreach (var board in new[] { camera, control })
        {
            Assert.Equal("key_required", (await board.Next("error")).GetProperty("code").GetString());
            Assert.Equal(4401, await board.Closed());
        }

        await using var again = await Connect(Home);
        await again.Send(new { type = "register", deviceId = "car-7", role = "camera" });
        Assert.Equal("key_required", (await again.Next("error")).GetProperty("code").GetString());
        Assert.Equal(4401, await again.Closed());
        Assert.Equal("new-ctl", Assert.Single(Devices(await _server.Car("car-7"))).GetProperty("deviceId").GetString());
        Assert.Null(keyed.CloseCode);
        Assert.Null(other.CloseCode);
    }

    [Fact]
    public async Task AProvisionedBoardsId_OrCar_IsNeverTakenByOneWithoutAKey()
    {
        await using var keyed = await _server.Device("car-9", "car-10", "control");
        foreach (var (id, role) in new[] { ("car-9", "control"), ("car-9", "camera"), ("car-10", "control"), ("car-10", "camera"), ("car-10", "car") })
        {
            await using var board = await Connect(Home);
            await board.Send(new { type = "register", deviceId = id, role });
            Assert.Equal("key_required", (await board.Next("error")).GetProperty("code").GetString());
        }

        await keyed.Send(new { type = "telemetry", batteryPercent = 50 });
        await Eventually.Value(() => _server.Car("car-10"), c => c.GetProperty("batteryPercent").ValueKind == JsonValueKind.Number && c.GetProperty("controller").GetBoolean());
        Assert.Null(keyed.CloseCode);
    }

    [Fact]
    public async Task ARevokedOne_IsClosed_AndStaysOut()
    {
        await using var camera = await Registered("car-7", "camera");
        await RemoteServer.Done(await _server.Operator.DeleteAsync("/api/operator/devices/car-7~camera"));
        Assert.Equal(4403, await camera.Closed());
        await using var again = await Connect(Home);
        await again.Send(new { type = "register", deviceId = "car-7", role = "camera" });
        Assert.Equal(4403, await again.Closed());
    }

    [Fact]
    public async Task ASecondConnection_ReplacesTheFirst_AndABoardThatIsBothIsRefusedBesideOne()
    {
        await using var first = await Registered("car-7", "camera");
        await using var second = await Registered("car-7", "camera");
        Assert.Equal(4409, await first.Closed());
        await using var both = await Connect(Home);
        await both.Send(new { type = "register", deviceId = "car-7", role = "car" });
        Assert.Equal("role_taken", (await both.Next("error")).GetProperty("code").GetString());
        Assert.Null(second.CloseCode);
    }

    private static JsonElement[] Devices(JsonElement car) => [.. car.GetProperty("devices").EnumerateArray()];

    private Task<TestSocket> Connect(string address) =>
        TestSocket.ConnectAsync(new UriBuilder(_server.Url) { Scheme = "ws", Path = "/ws/device" }.Uri, null, ("X-Forwarded-For", address));

    private async Task<TestSocket> Registered(string carId, string role)
    {
        var board = await Connect(Home);
        await board.Send(new { type = "register", deviceId = carId, role });
        var registered = await board.Next("registered");
        Assert.Equal(carId, registered.GetProperty("carId").GetString());
        Assert.Equal(carId, registered.GetProperty("deviceId").GetString());
        return board;
    }
}
