using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

/// <summary>Peers that are slow on purpose, or gone without a word.</summary>
public class SlowPeerTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Fact]
    public async Task HeadersThatDrip_AndABodyThatDrips_AreCutOff()
    {
        var headers = Drip("GET /api/cars HTTP/1.1\r\nHost: x\r\nX-Slow: ", "x");
        var body = Drip("POST /api/operator/codes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RemoteServer.OperatorKey + "\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{", " ");
        Assert.Contains("408", await headers, StringComparison.Ordinal);
        Assert.InRange((await body).Length, 0, 2000);
    }

    [Fact]
    public async Task AMessageThatDrips_IsClosed4408_WhoeverSendsIt()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await FleetServer.StartWithAsync(s => s.AddSingleton<TimeProvider>(time), null);
        using var counters = new Counters(server);
        var key = await server.Provision("c-cam", "c", "camera");
        await using var control = await server.Device("c-ctl", "c", "control");
        var rental = await server.Rent("c");
        using var device = await RawWebSocket.Connect(server, "/ws/device");
        await device.Send(new { type = "register", deviceId = "c-cam", key });
        using var driver = await RawWebSocket.Connect(server, "/ws/drive");
        await driver.Send(new { type = "join", token = rental.Token });
        using var viewer = await RawWebSocket.Connect(server, "/ws/video");
        await viewer.Send(new { type = "join", token = rental.Token });
        await Eventually.Value(() => server.Car("c"), c => c.GetProperty("camera").GetBoolean() && !c.GetProperty("paused").GetBoolean());
        await control.Next("session", s => s.GetProperty("secondsLeft").GetInt64() == 600);

        // A frame of 1,000 bytes of which one comes each second.
        foreach (var slow in new[] { device, driver, viewer }) await slow.Bytes(RawWebSocket.Frame(slow == device ? RawWebSocket.Binary : RawWebSocket.Text, new byte[1000])[..10]);
        for (var second = 0; second < 12; second++)
        {
            foreach (var slow in new[] { device, driver, viewer }) await Quietly(slow.Bytes([0]));
            for (var i = 0; i < 4; i++)
            {
                await control.Send(new { type = "telemetry", armed = true });
                await server.Anyone.GetAsync("/healthz");
                time.Advance(TimeSpan.FromMilliseconds(250));
            }
        }

        foreach (var slow in new[] { device, driver, viewer }) Assert.Equal(4408, await slow.Closed());
        foreach (var endpoint in new[] { "device", "drive", "video" }) await counters.Reaches($"rcfleet.messages.refused {endpoint} slow_message");
        time.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal("driver-lost", (await control.Next("stop")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task AViewerThatDoesNotRead_DelaysNobody_AndIsCutOff()
    {
        await using var camera = await _server.Device(_car + "-cam", _car, "camera");
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        using var counters = new Counters(_server);
        using var slow = await RawWebSocket.Connect(_server, "/ws/video", receiveBuffer: 4096);
        await slow.Send(new { type = "join", token = rental.Token });
        await using var quick = await _server.Socket("/ws/video");
        await quick.Send(new { type = "join", token = rental.Token });
        await camera.Next("relay");
        await counters.Reaches("rcfleet.connections video", 2);
        var jpeg = new byte[250_000];
        (jpeg[0], jpeg[1], jpeg[^2], jpeg[^1]) = (0xFF, 0xD8, 0xFF, 0xD9);
        await Eventually.Value(
            async () =>
            {
                await camera.SendBinary(jpeg);
                return quick.Frames.Count;
            },
            n => n > 0);
        for (var frame = 1; frame <= 60; frame++)
        {
            await camera.SendBinary(jpeg);
            await quick.Frame(frame);
        }

        await counters.Reaches("rcfleet.frames.dropped slow_viewer", 10);

        // The quick one is left.
        await Eventually.True(() => counters.ToString().Contains("rcfleet.connections video = 1,", StringComparison.Ordinal), counters.ToString, TimeSpan.FromSeconds(15));
        Assert.Null(quick.CloseCode);
    }

    [Fact]
    public async Task APeerThatIsGoneWithoutAWord_IsNoticed()
    {
        // It answers no ping, as a machine whose cable was pulled.
        var key = await _server.Provision(_car + "-cam", _car, "camera");
        using var camera = await RawWebSocket.Connect(_server, "/ws/device");
        await camera.Send(new { type = "register", deviceId = _car + "-cam", key });
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        using var telemetry = new PeriodicTelemetry(control);
        await Eventually.Value(() => _server.Car(_car), c => c.GetProperty("camera").GetBoolean());
        var rental = await _server.Rent(_car);
        using var driver = await RawWebSocket.Connect(_server, "/ws/drive");
        await driver.Send(new { type = "join", token = rental.Token });
        await control.Next("session");

        await Eventually.Value(() => _server.Car(_car), c => !c.GetProperty("camera").GetBoolean(), TimeSpan.FromSeconds(20));
        Assert.Equal("driver-lost", (await control.Next("stop")).GetProperty("reason").GetString());
        Assert.True((await _server.Car(_car)).GetProperty("controller").GetBoolean());
    }

    private static async Task Quietly(Task send)
    {
        try
        {
            await send;
        }
        catch (SocketException)
        {
            // Closed already.
        }
    }

    // Sends the start, then a piece every 100 ms; what the server answered before it cut the connection.
    private async Task<string> Drip(string start, string piece)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _server.Url.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(start));
        var bytes = Encoding.ASCII.GetBytes(piece);
        await using var dripping = TimeProvider.System.CreateTimer(_ => _ = Quietly(socket.SendAsync(bytes)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(25), TimeProvider.System);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token)) > 0) answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // Cut with a reset.
        }

        return answer.ToString();
    }
}
