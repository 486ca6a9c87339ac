using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Rides;

[Collection(Timed.Name)]
public class RideTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Fact]
    public async Task ARide_IsEntered_WithItsMinutesReasonAndBytes()
    {
        await using var camera = await _server.Device(_car + "-cam", _car, "camera");
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var before = TimeProvider.System.GetUtcNow();
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await using var viewer = await _server.Socket("/ws/video");
        await viewer.Send(new { type = "join", token = rental.Token });
        await camera.Next("relay");
        var jpeg = new byte[20_000];
        (jpeg[0], jpeg[1], jpeg[^2], jpeg[^1]) = (0xFF, 0xD8, 0xFF, 0xD9);
        for (var frame = 0; frame < 5; frame++)
        {
            await camera.SendBinary(jpeg);
            await viewer.Frame(frame);
        }

        for (var seq = 1; seq <= 10; seq++) await driver.Send(new { type = "drive", seq, steering = 0, throttle = 0 });
        await control.Next("drive", d => d.GetProperty("seq").GetInt64() == 10);
        await Delete(rental);

        var ride = await Entered(rental);
        Assert.Equal(_car, ride.GetProperty("carId").GetString());
        Assert.Equal("released", ride.GetProperty("reason").GetString());
        Assert.Equal(rental.Code[^4..], ride.GetProperty("codeEnd").GetString());
        Assert.DoesNotContain(rental.Code, ride.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(600, ride.GetProperty("secondsGranted").GetInt64());
        Assert.InRange(ride.GetProperty("secondsDriven").GetInt64(), 0, 5);
        Assert.InRange(ride.GetProperty("startedAt").GetDateTimeOffset(), before.AddSeconds(-1), before.AddSeconds(10));
        Assert.True(ride.GetProperty("endedAt").GetDateTimeOffset() >= ride.GetProperty("startedAt").GetDateTimeOffset());

        // 5 frames of 20,000 bytes; a header of 4 bytes, and 4 of mask on the way in.
        var bytes = ride.GetProperty("bytes");
        Assert.Equal(5 * 20_008, Bytes(bytes, "relay", "in"));
        Assert.Equal(5 * 20_004, Bytes(bytes, "relay", "out"));
        Assert.InRange(Bytes(bytes, "control", "in"), 10 * 50, 20_000);
        Assert.InRange(Bytes(bytes, "control", "out"), 10 * 60, 20_000);
        Assert.Equal(0, Bytes(bytes, "signaling", "in"));
    }

    [Fact]
    public async Task ARideWithoutTheRelay_HasNoVideoBytes_AndItsSignalingIsCountedApart()
    {
        await using var camera = await _server.Device(_car + "-cam", _car, "camera", new { capabilities = new[] { "webrtc-video" } });
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "offer", deviceId = _car + "-cam", sdp = "v=0" });
        await camera.Next("offer");
        await Delete(rental);
        var bytes = (await Entered(rental)).GetProperty("bytes");
        Assert.Equal(0, Bytes(bytes, "relay", "in") + Bytes(bytes, "relay", "out"));
        Assert.InRange(Bytes(bytes, "signaling", "in"), 50, 200);
        Assert.InRange(Bytes(bytes, "signaling", "out"), 50, 300);
    }

    [Fact]
    public async Task ALiveSession_ShowsItsBytes()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        using var telemetry = new PeriodicTelemetry(control);
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0 });
        await Eventually.Value(
            async () => await RemoteServer.Json(await _server.SendAs(rental.Token, HttpMethod.Get, $"/api/sessions/{rental.SessionId}"), 200),
            s => Bytes(s.GetProperty("bytes"), "control", "in") > 50);
    }

    [Fact]
    public async Task AsCsv_OneLineARide()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        await Delete(rental);
        await Entered(rental);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/operator/rides") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/csv") } } };
        var response = await _server.Operator.SendAsync(request);
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.StartsWith("sessionId,carId,codeEnd,startedAt,endedAt,", lines[0], StringComparison.Ordinal);
        var ride = Assert.Single(lines, l => l.StartsWith(rental.SessionId + ",", StringComparison.Ordinal)).Split(',');
        Assert.Equal(lines[0].Split(',').Length, ride.Length);
        Assert.Equal("released", ride[8]);
    }

    [Fact]
    public async Task OnlyThePeriodThatWasAskedFor_IsListed()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        await Delete(rental);
        var ended = (await Entered(rental)).GetProperty("endedAt").GetDateTimeOffset();
        Assert.Contains(await List($"?from={Instant(ended)}&to={Instant(ended.AddSeconds(1))}"), r => r.GetProperty("sessionId").GetString() == rental.SessionId);
        Assert.DoesNotContain(await List($"?from={Instant(ended.AddSeconds(-1))}&to={Instant(ended)}"), r => r.GetProperty("sessionId").GetString() == rental.SessionId);
    }

    [Fact]
    public async Task EmptyDays_AreReadOnce_NotAtEveryQuestion()
    {
        Assert.Empty(await List("?from=2001-01-01&to=2001-01-03"));
        using var activations = new Activations();
        for (var i = 0; i < 5; i++) Assert.Empty(await List("?from=2001-01-01&to=2001-01-03"));
        Assert.InRange(activations.Started, 0, 5);
    }

    [Theory]
    [InlineData("?from=yesterday", "from_invalid")]
    [InlineData("?to=soon", "to_invalid")]
    [InlineData("?from=2026-02-01&to=2026-01-01", "range_invalid")]
    [InlineData("?from=2020-01-01&to=2026-01-01", "range_invalid")]
    public async Task APeriodThatIsNone_IsRefused(string query, string code) =>
        await RemoteServer.Refused(await _server.Operator.GetAsync("/api/operator/rides" + query), 400, code);

    [Fact]
    public async Task WithoutTheKey_Nothing() => Assert.Equal(401, (int)(await _server.Anyone.GetAsync("/api/operator/rides")).StatusCode);

    private static long Bytes(JsonElement bytes, string rung, string direction) => bytes.GetProperty(rung).GetProperty(direction).GetInt64();

    private static string Instant(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));

    private async Task Delete(Rental rental) => await RemoteServer.Done(await _server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));

    private async Task<JsonElement[]> List(string query = "") => [.. (await RemoteServer.Json(await _server.Operator.GetAsync("/api/operator/rides" + query), 200)).EnumerateArray()];

    private async Task<JsonElement> Entered(Rental rental)
    {
        var rides = await Eventually.Value(() => List(), all => all.Any(r => r.GetProperty("sessionId").GetString() == rental.SessionId));
        return rides.Single(r => r.GetProperty("sessionId").GetString() == rental.SessionId);
    }
}
