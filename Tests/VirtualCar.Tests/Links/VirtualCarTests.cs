using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RcFleet.Support;
using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Links;

namespace RcFleet.VirtualCar.Tests.Links;

public class VirtualCarTests
{
    private static readonly DeviceCredential Cam = new("car-1-cam", "cam-key"), Ctl = new("car-1-ctl", "ctl-key"), Both = new("car-1", "car-key");

    [Fact]
    public async Task Two_boards_register_on_two_sockets_each_with_its_own_key()
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Camera = Cam, Control = Ctl });
        await car.StartAsync();

        var connections = new[] { await server.RegisteredAsync(), await server.RegisteredAsync() };

        var camera = connections.Single(c => c.Register.GetProperty("role").GetString() == "camera");
        var control = connections.Single(c => c.Register.GetProperty("role").GetString() == "control");
        Assert.Equal("Bearer cam-key", camera.Authorization);
        Assert.Equal("Bearer ctl-key", control.Authorization);
        Assert.Equal("car-1-cam", camera.Register.GetProperty("deviceId").GetString());
        Assert.Equal(car.StreamUrl!.ToString(), camera.Register.GetProperty("streamUrl").GetString());
        Assert.StartsWith("http://127.0.0.1:", car.StreamUrl.ToString(), StringComparison.Ordinal);
        Assert.False(control.Register.TryGetProperty("streamUrl", out _));
        Assert.False(camera.Register.TryGetProperty("key", out _));
        Assert.True((await camera.TextAsync("telemetry")).GetProperty("rssi").GetInt32() < 0);
        await Eventually.True(
            () => car.Snapshot is { CameraLink: LinkState.Registered, ControlLink: LinkState.Registered }, () => car.Snapshot.ToString());
    }

    [Fact]
    public async Task It_arms_drives_and_stops_and_says_so_in_telemetry()
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Control = Ctl, TraceCapacity = 1000 });
        await car.StartAsync();
        var connection = await server.RegisteredAsync();
        await using var driver = new FakeDriver(connection, epoch: 3);

        await connection.TextAsync("telemetry", t => t.GetProperty("armed").GetBoolean() && !t.GetProperty("neutral").GetBoolean());
        driver.Throttle = "0.8";
        await Eventually.True(() => car.Snapshot.Speed > 0.5, () => car.Snapshot.ToString());
        var telemetry = await connection.TextAsync("telemetry", t => t.GetProperty("ackSeq").GetUInt32() > 1);
        Assert.Equal(3u, telemetry.GetProperty("epoch").GetUInt32());
        Assert.InRange(telemetry.GetProperty("batteryPercent").GetInt32(), 1, 100);
        await connection.TextAsync("telemetry", t => t.GetProperty("speedMps").GetDouble() > 0.5);

        await connection.SendAsync("""{"type":"stop","epoch":3,"reason":"driver-lost","latched":false}""");

        await connection.TextAsync("telemetry", t => t.GetProperty("neutral").GetBoolean());
        await Eventually.True(() => car.Snapshot is { Neutral: true, Speed: 0 }, () => car.Snapshot.ToString());
        Assert.True(car.Snapshot.DriveFrames[DriveRefusal.Accepted] > 1);
        Assert.Contains(car.Trace, point => point is { Neutral: false, Throttle: > 0.5, Epoch: 3 });
        Assert.Contains(car.Trace, point => point is { Neutral: true, Throttle: 0, Epoch: 3 });
    }

    [Fact]
    public async Task A_driver_who_falls_silent_is_neutral_within_the_dead_man_time_by_the_cars_own_trace()
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Control = Ctl, TraceCapacity = 5000 });
        await car.StartAsync();
        var connection = await server.RegisteredAsync();
        var driver = new FakeDriver(connection, epoch: 3) { Throttle = "0" };
        await Eventually.True(() => car.Snapshot.Armed, () => car.Snapshot.ToString());
        driver.Throttle = "0.6";
        await Eventually.True(() => car.Snapshot.Throttle > 0.5, () => car.Snapshot.ToString());

        await driver.DisposeAsync();   // sessions go on, frames do not

        await connection.SessionAsync(3);
        await Eventually.True(() => car.Snapshot.Neutral, () => car.Snapshot.ToString());
        await Eventually.True(() => car.Trace[^1].Neutral, () => $"{car.Trace[^1]}");
        var trace = car.Trace;
        var lastSeq = trace[^1].Seq;
        var arrived = trace.First(point => point.Seq == lastSeq).Milliseconds;
        var neutral = trace.First(point => point.Seq == lastSeq && point.Neutral).Milliseconds;

        // The tick that first saw the frame came up to one period after it; a loaded machine may add a late tick.
        Assert.InRange(neutral - arrived, 200, 350);
    }

    [Fact]
    public async Task A_killed_socket_is_neutral_at_once_and_the_car_comes_back_armed()
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Control = Ctl });
        await car.StartAsync();
        var first = await server.RegisteredAsync();
        await using (var driver = new FakeDriver(first, epoch: 3))
        {
            await Eventually.True(() => car.Snapshot is { Armed: true, Neutral: false }, () => car.Snapshot.ToString());
            car.KillControlSocket();
            await Eventually.True(() => car.Snapshot.Neutral, () => car.Snapshot.ToString());
        }

        await first.Closed.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        var second = await server.RegisteredAsync();
        Assert.Equal("car-1-ctl", second.Register.GetProperty("deviceId").GetString());
        Assert.True(car.Snapshot.Armed);
        Assert.True(car.Snapshot.Neutral);
        await second.SessionAsync(4);
        await second.DriveAsync(4, 1, 77, "0.3");
        await Eventually.True(() => car.Snapshot is { Neutral: false, Throttle: > 0.2, Epoch: 4 }, () => car.Snapshot.ToString());
    }

    [Fact]
    public async Task A_burst_after_a_stall_is_not_replayed()
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Control = Ctl });
        await car.StartAsync();
        var connection = await server.RegisteredAsync();
        await using var driver = new FakeDriver(connection, epoch: 3);
        await Eventually.True(() => car.Snapshot is { Armed: true, Neutral: false }, () => car.Snapshot.ToString());

        car.StallControlReading();
        await Eventually.True(() => car.Snapshot.Neutral, () => car.Snapshot.ToString());
        driver.Throttle = "1";
        var sent = driver.Sent;
        await Eventually.True(() => driver.Sent > sent + 20, () => $"{driver.Sent}");
        car.ResumeControlReading();

        await Eventually.True(() => car.Snapshot.DriveFrames[DriveRefusal.TooOld] > 5, () => car.Snapshot.ToString());
    }

    [Fact]
    public async Task The_relay_is_switched_on_and_off_and_every_frame_is_a_whole_jpeg_with_its_comment()
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Car = Both });
        await car.StartAsync();
        var connection = await server.RegisteredAsync();
        Assert.Equal("car", connection.Register.GetProperty("role").GetString());
        await connection.TextAsync("telemetry");
        Assert.Equal(0, car.Snapshot.FramesDrawn);

        await connection.SendAsync("""{"type":"relay","on":true,"fps":15,"quality":12}""");

        var last = 0u;
        for (var i = 0; i < 5; i++)
        {
            var frame = await connection.FrameAsync();
            Assert.Equal([0xff, 0xd8, 0xff, 0xfe], frame[..4]);
            Assert.Equal([0xff, 0xd9], frame[^2..]);
            var comment = Encoding.ASCII.GetString(frame, 6, frame[5] - 2).Split(' ');
            Assert.Equal("rc1", comment[0]);
            var id = uint.Parse(comment[1], CultureInfo.InvariantCulture);
            Assert.True(id > last, "frames never come out of order");
            last = id;
        }

        await connection.SendAsync("""{"type":"relay","on":false}""");
        await connection.SendAsync("""{"type":"made-up"}""");
        await Eventually.True(() => car.Snapshot.IgnoredMessages == 1, () => car.Snapshot.ToString());
        var drawn = car.Snapshot.FramesDrawn;
        await connection.TextAsync("telemetry");   // a heartbeat later, two seconds on
        Assert.InRange(car.Snapshot.FramesDrawn, drawn, drawn + 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"sessionId\":\"s-42\"")]
    public async Task The_direct_stream_opens_by_the_registered_key_shows_frames_and_ends_with_the_session(string named)
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Camera = Cam });
        await car.StartAsync();
        var connection = await server.RegisteredAsync();
        await connection.TextAsync("telemetry");
        using var http = new HttpClient();

        // Signed for device car-1-cam, session s-42, exp 1763800050, nonce bm9uY2U, with the key that FakeServer gives.
        var key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var mac = HMACSHA256.HashData(key, "rc-stream-v1\ncar-1-cam\n/stream\ns-42\n1763800050\nbm9uY2U"u8);
        var token = $"v1.5.s-42.1763800050.bm9uY2U.{Base64Url.EncodeToString(mac.AsSpan(0, 16))}";
        await using var stream = await http.GetStreamAsync(new Uri($"{car.StreamUrl}?t={token}"));
        var reading = stream.CopyToAsync(Stream.Null);
        await Eventually.True(() => car.Snapshot.FramesDrawn > 2, () => car.Snapshot.ToString());
        Assert.Equal((1, 0L), (car.Snapshot.Viewers, car.Snapshot.FramesSent));

        await connection.SendAsync($$"""{"type":"session-ended","epoch":3,"reason":"expired"{{named}}}""");

        await Task.WhenAny(reading).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);   // between two frames, or cut off in one
        await Eventually.True(() => car.Snapshot.Viewers == 0, () => car.Snapshot.ToString());
    }

    [Fact]
    public async Task A_refused_key_is_not_tried_again_soon()
    {
        await using var server = await FakeServer.StartAsync();
        server.RefuseWith = 401;
        await using var car = new VirtualCar(Options(server) with { Control = Ctl });
        await car.StartAsync();

        await Eventually.True(() => car.Snapshot.ControlLink == LinkState.Waiting, () => car.Snapshot.ToString());
        var attempts = server.Attempts;
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task A_restarting_server_is_tried_again_within_a_second()
    {
        await using var server = await FakeServer.StartAsync();
        await using var car = new VirtualCar(Options(server) with { Control = Ctl });
        await car.StartAsync();
        var connection = await server.RegisteredAsync();
        var start = TimeProvider.System.GetTimestamp();

        await connection.CloseAsync(1012);

        await server.RegisteredAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 3);
    }

    [Fact]
    public async Task The_pwm_log_has_a_line_every_tick()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using var server = await FakeServer.StartAsync();
            await using (var car = new VirtualCar(Options(server) with { Control = Ctl, PwmLog = path }))
            {
                await car.StartAsync();
                await using var driver = new FakeDriver(await server.RegisteredAsync(), epoch: 1);
                await Eventually.True(() => car.Snapshot is { Armed: true, Neutral: false }, () => car.Snapshot.ToString());
                driver.Throttle = "-0.5";
                await Eventually.True(() => car.Snapshot.Speed < 0, () => car.Snapshot.ToString());
            }

            var lines = (await File.ReadAllLinesAsync(path)).Select(line => line.Split(' ').Select(int.Parse).ToArray()).ToList();
            Assert.All(lines, line => Assert.Equal(4, line.Length));
            Assert.Equal([1500, 1500, 0], lines[0][1..]);
            Assert.Contains(lines, line => line[1] == 1250 && line[3] == 1);
            Assert.True(lines.Count * 20 > lines[^1][0] * 0.5, $"{lines.Count} lines in {lines[^1][0]} ms");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Wrong_options_are_refused_all_at_once()
    {
        var problem = Assert.Throws<ArgumentException>(() => new VirtualCar(new VirtualCarOptions
        {
            ServerUrl = new Uri("http://x/"),
            Name = "x",
            Car = new DeviceCredential("no spaces", ""),
            Camera = Cam,
            StreamPort = -1,
        }));
        foreach (var part in new[] { "ws://", "give it no others", "1 to 64", "has no key", "stream port" })
            Assert.Contains(part, problem.Message, StringComparison.Ordinal);
    }

    private static VirtualCarOptions Options(FakeServer server) => new() { ServerUrl = server.Url, Name = "car-1" };
}
