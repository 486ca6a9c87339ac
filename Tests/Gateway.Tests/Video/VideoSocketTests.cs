using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Video;

[Collection(Timed.Name)]
public class VideoSocketTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static (bool On, int Fps, int Quality) Pace(JsonElement relay) =>
        (relay.GetProperty("on").GetBoolean(), relay.GetProperty("fps").GetInt32(), relay.GetProperty("quality").GetInt32());

    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Fact]
    public async Task Camera_IsAskedForFrames_OnlyWhileSomebodyWatches()
    {
        await using var camera = await Camera();
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        Assert.DoesNotContain(camera.Texts, m => m.GetProperty("type").GetString() == "relay");

        var viewer = await Watch(rental.Token);
        var on = await camera.Next("relay");
        Assert.True(on.GetProperty("on").GetBoolean());
        Assert.InRange(on.GetProperty("fps").GetInt32(), 1, 60);
        await viewer.DisposeAsync();
        Assert.False((await camera.Next("relay")).GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task QualityOfTheDriver_ReachesTheCamera_OnOrOff_AndEndsWithTheSession()
    {
        await using var camera = await Camera();
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "video", quality = "low" });
        Assert.Equal((false, 10, 40), Pace(await camera.Next("relay")));
        var viewer = await Watch(rental.Token);
        Assert.Equal((true, 10, 40), Pace(await camera.Next("relay")));
        await driver.Send(new { type = "video", quality = "medium" });
        Assert.Equal((true, 15, 24), Pace(await camera.Next("relay")));
        await driver.Send(new { type = "video", quality = "high" });
        Assert.Equal((true, 20, 12), Pace(await camera.Next("relay")));
        await driver.Send(new { type = "video", quality = "low" });
        await camera.Next("relay");
        await viewer.DisposeAsync();
        Assert.Equal((false, 10, 40), Pace(await camera.Next("relay")));
        await _server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}");
        Assert.Equal((false, 20, 12), Pace(await camera.Next("relay")));
    }

    [Fact]
    public async Task QualityOfTheDriver_IsToldToACameraThatComesLater()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "video", quality = "medium" });
        await driver.Send(new { type = "ping", t = 1 });
        await driver.Next("pong");
        await using var camera = await Camera();
        Assert.Equal((false, 15, 24), Pace(await camera.Next("relay")));
    }

    [Theory]
    [InlineData("""{"type":"video","quality":"best"}""")]
    [InlineData("""{"type":"video","quality":3}""")]
    [InlineData("""{"type":"video"}""")]
    [InlineData("""{"type":"video","quality":"low","quality":"high"}""")]
    public async Task QualityThatIsNone_IsToldAndDropped(string text)
    {
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        await driver.SendText(text);
        Assert.Equal("malformed_video", (await driver.Next("error")).GetProperty("code").GetString());
        await driver.Send(new { type = "ping", t = 7 });
        await driver.Next("pong");
    }

    [Fact]
    public async Task QualityThatChangesAllTheTime_IsLimited()
    {
        await using var camera = await Camera();
        await using var control = await Control();
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        for (var i = 0; i < 20; i++) await driver.Send(new { type = "video", quality = i % 2 == 0 ? "low" : "high" });
        await driver.Send(new { type = "ping", t = 7 });
        await driver.Next("pong");
        await Eventually.True(() => camera.Texts.Count(m => m.GetProperty("type").GetString() == "relay") >= 6, () => $"{camera.Texts.Count}");
        Assert.InRange(camera.Texts.Count(m => m.GetProperty("type").GetString() == "relay"), 6, 10);
    }

    [Fact]
    public async Task Frames_ReachEveryViewer_ByteForByte()
    {
        await using var camera = await Camera();
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var one = await Watch(rental.Token);
        await using var two = await Watch(rental.Token);
        await camera.Next("relay");
        var jpeg = Jpeg(40_000);
        await Eventually.Value(
            async () =>
            {
                await camera.SendBinary(jpeg);
                return two.Frames.Count;
            },
            n => n > 0);
        Assert.Equal(jpeg, await one.Frame(0));
        Assert.Equal(jpeg, await two.Frame(0));
    }

    [Fact]
    public async Task TruncatedFrame_GoesNowhere_AndTheCameraStays()
    {
        await using var camera = await Camera();
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var viewer = await Watch(rental.Token);
        await camera.Next("relay");
        await camera.SendBinary([0xFF, 0xD8, 1, 2, 3]);
        await camera.SendBinary([]);
        var jpeg = Jpeg(500);
        await camera.SendBinary(jpeg);
        Assert.Equal(jpeg, await viewer.Frame(0));
    }

    [Fact]
    public async Task FrameOverTheLimit_ClosesTheCamera4413()
    {
        await using var camera = await Camera();
        await camera.SendBinary(Jpeg(256 * 1024 + 1));
        Assert.Equal(4413, await camera.Closed());
    }

    [Fact]
    public async Task FrameAtTheLimit_Passes()
    {
        await using var camera = await Camera();
        await using var control = await Control();
        await using var viewer = await Watch((await _server.Rent(_car)).Token);
        await camera.Next("relay");
        var jpeg = Jpeg(256 * 1024);
        await camera.SendBinary(jpeg);
        Assert.Equal(jpeg, await viewer.Frame(0));
    }

    [Fact]
    public async Task EndOfTheSession_ClosesItsViewers_AndStopsTheCamera()
    {
        await using var camera = await Camera();
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var viewer = await Watch(rental.Token);
        Assert.True((await camera.Next("relay")).GetProperty("on").GetBoolean());
        await _server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}");
        Assert.Equal(1000, await viewer.Closed());
        Assert.Equal("released", (await camera.First("session-ended")).GetProperty("reason").GetString());
        Assert.False((await camera.First("relay", r => !r.GetProperty("on").GetBoolean())).GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task Join_WithADeadToken_IsClosed4401()
    {
        await using var viewer = await _server.Socket("/ws/video");
        await viewer.Send(new { type = "join", token = $"{_car}~{new string('A', 43)}" });
        Assert.Equal(4401, await viewer.Closed());
    }

    [Fact]
    public async Task CameraThatConnectsLater_IsAskedAtOnce()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await using var viewer = await Watch(rental.Token);
        await using var camera = await Camera();
        Assert.True((await camera.Next("relay")).GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task AViewerThatTalks_IsNotHeard_AndClosed4429WhenItWillNotStop()
    {
        await using var control = await Control();
        await using var viewer = await Watch((await _server.Rent(_car)).Token);
        try
        {
            for (var i = 0; i < 5000; i++) await viewer.Send(new { type = "hello" });
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException)
        {
            // Closed while still sending.
        }

        Assert.Equal(4429, await viewer.Closed());
    }

    private Task<TestSocket> Camera() => _server.Device(_car + "-cam", _car, "camera");

    private Task<TestSocket> Control() => _server.Device(_car + "-ctl", _car, "control");

    private async Task<TestSocket> Watch(string token)
    {
        var viewer = await _server.Socket("/ws/video");
        await viewer.Send(new { type = "join", token });
        return viewer;
    }

    private static byte[] Jpeg(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        (bytes[0], bytes[1], bytes[^2], bytes[^1]) = (0xFF, 0xD8, 0xFF, 0xD9);
        return bytes;
    }
}
