using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Lobby;

public class ThumbnailApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    private string Address => $"/api/cars/{_car}/thumbnail";

    [Fact]
    public async Task OneFrame_ByteForByte_WithItsTag_AndTheCameraIsLetGo()
    {
        await using var camera = await Camera();
        Assert.Equal(Address, (await Listed(_server)).GetProperty("thumbnail").GetString());
        var jpeg = Jpeg(30_000);
        var asked = _server.Anyone.GetAsync(Address);
        Assert.True((await camera.Next("relay")).GetProperty("on").GetBoolean());
        await camera.SendBinary(jpeg);
        using var response = await asked;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl!.Public);
        Assert.InRange(response.Headers.CacheControl.MaxAge!.Value.TotalSeconds, 1, 10);
        Assert.Equal(jpeg, await response.Content.ReadAsByteArrayAsync());
        Assert.False((await camera.Next("relay")).GetProperty("on").GetBoolean());

        var again = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        using var unchanged = await _server.Anyone.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        var other = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\"") } } };
        using var whole = await _server.Anyone.SendAsync(other);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
    }

    [Fact]
    public async Task ACameraThatIsSilent_EndsWithNoContent_AndTellsWhenToAskAgain()
    {
        await using var camera = await Camera();
        using var response = await _server.Anyone.GetAsync(Address);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task WithoutACamera_404_AlsoWhenThereWasOne()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        Assert.Null((await Listed(_server)).GetProperty("thumbnail").GetString());
        await NotFound(_server, "camera_not_found");

        var camera = await Camera();
        var asked = _server.Anyone.GetAsync(Address);
        await camera.Next("relay");
        await camera.SendBinary(Jpeg(500));
        using (var taken = await asked) Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        await camera.DisposeAsync();
        await Eventually.Value(() => Listed(_server), c => !c.GetProperty("camera").GetBoolean());
        await NotFound(_server, "camera_not_found");
    }

    [Fact]
    public async Task ACarThatDoesNotExist_404()
    {
        using var response = await _server.Anyone.GetAsync("/api/cars/nobody/thumbnail");
        Assert.Equal("car_not_found", (await RemoteServer.Json(response, 404)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task ACarThatIsDriven_WithNobodyOnTheRelay_IsLeftAlone()
    {
        await using var camera = await Camera();
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        await Eventually.Value(() => Listed(_server), c => c.GetProperty("status").GetString() == "busy");
        using var response = await _server.Anyone.GetAsync(Address);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.DoesNotContain(camera.Texts, m => m.GetProperty("type").GetString() == "relay");
    }

    [Fact]
    public async Task TurnedOff_404_AndTheListSaysNothingOfIt()
    {
        await using var server = await FleetServer.StartAsync(null, "--Fleet:Thumbnails", "false");
        await using var camera = await server.Device(_car + "-cam", _car, "camera");
        Assert.Null((await Listed(server)).GetProperty("thumbnail").GetString());
        await NotFound(server, "thumbnails_off");
        Assert.DoesNotContain(camera.Texts, m => m.GetProperty("type").GetString() == "relay");
    }

    private async Task NotFound(FleetServer server, string code)
    {
        using var response = await server.Anyone.GetAsync(Address);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal(code, (await RemoteServer.Json(response, 404)).GetProperty("code").GetString());
    }

    // The lobby reads the fleet once for everybody who asks within a moment: a new car may be missing from it still.
    private async Task<JsonElement> Listed(FleetServer server)
    {
        var cars = await Eventually.Value(
            async () => (await RemoteServer.Json(await server.Anyone.GetAsync("/api/cars"), 200)).EnumerateArray().Where(c => c.GetProperty("carId").GetString() == _car).ToArray(),
            found => found.Length > 0);
        return Assert.Single(cars);
    }

    private async Task<TestSocket> Camera()
    {
        var camera = await _server.Device(_car + "-cam", _car, "camera");
        await Eventually.Value(() => Listed(_server), c => c.GetProperty("camera").GetBoolean());
        return camera;
    }

    private static byte[] Jpeg(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        (bytes[0], bytes[1], bytes[^2], bytes[^1]) = (0xFF, 0xD8, 0xFF, 0xD9);
        return bytes;
    }
}
