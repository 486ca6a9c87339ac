using System.Net;
using System.Text.Json;
using RcFleet.Gateway.Tests.Support;
using RcFleet.VirtualCar;

namespace RcFleet.Gateway.Tests.Streams;

/// <summary>The camera's own stream, from the server's candidates to a camera of ours.</summary>
[Collection(Timed.Name)]
public sealed class DirectStreamTests : IAsyncLifetime
{
    private const string Page = "https://cars.example.org";
    private FleetServer _server = null!;
    private VirtualCar.VirtualCar _car = null!;
    private Rental _rental = null!;

    public async Task InitializeAsync()
    {
        _server = await FleetServer.StartAsync(null, "--Fleet:PublicUrl", Page + "/");
        _car = new VirtualCar.VirtualCar(new VirtualCarOptions
        {
            ServerUrl = new UriBuilder(_server.Url) { Scheme = "ws", Path = "/ws/device" }.Uri,
            Name = "c",
            Car = new DeviceCredential("c", await _server.Provision("c", "c", "car")),
        });
        await _car.StartAsync();
        await Eventually.Value(() => _server.Car("c"), c => c.GetProperty("status").GetString() == "available");
        _rental = await _server.Rent("c");
    }

    public async Task DisposeAsync()
    {
        await _car.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task EachCall_BringsATokenOfItsOwn_AndBothOpenTheStream_OnceEach()
    {
        var (first, second) = (await StreamUrl(), await StreamUrl());
        Assert.NotEqual(first, second);
        using var one = await Open(first);
        using var two = await Open(second);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (one.StatusCode, two.StatusCode));
        using var again = await Open(first);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task EndOfTheSession_EndsTheStreamAtOnce()
    {
        using var stream = await Open(await StreamUrl());
        await using var body = await stream.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[20_000]);
        var ended = ToItsEnd(body);
        var asked = TimeProvider.System.GetTimestamp();
        await _server.SendAs(_rental.Token, HttpMethod.Delete, $"/api/sessions/{_rental.SessionId}");
        await ended.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.InRange(TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds, 0, 1000);
        await Eventually.True(() => _car.Snapshot.Viewers == 0, () => _car.Snapshot.ToString());
    }

    [Theory]
    [InlineData(Page, true)]
    [InlineData("own", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task OnlyTheFleetsPages_MayReadIt(string origin, bool may)
    {
        // The page is also where the board itself finds the server.
        if (origin == "own") origin = _server.Url.GetLeftPart(UriPartial.Authority);
        using var answer = await Open(await StreamUrl(), origin);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(may ? origin : null, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task WithoutAPublicUrl_AnyPageMayReadIt()
    {
        await using var server = await FleetServer.StartAsync();
        await using var camera = await server.Device("d-cam", "d", "camera");
        Assert.Equal(JsonValueKind.Null, (await camera.First("registered")).GetProperty("pageOrigins").ValueKind);
    }

    [Fact]
    public async Task QualityOfTheDriver_HoldsForTheDirectStream()
    {
        await using var driver = await _server.Join(_rental.Token);
        using var stream = await Open(await StreamUrl());
        await using var body = await stream.Content.ReadAsStreamAsync();
        var high = await FrameBytes(body);
        await driver.Send(new { type = "video", quality = "low" });
        await Eventually.Value(() => FrameBytes(body), low => low < high * 0.7);
        Assert.Equal(0, _car.Snapshot.FramesSent);
    }

    private async Task<string> StreamUrl() =>
        (await RemoteServer.Json(await _server.SendAs(_rental.Token, HttpMethod.Get, "/api/cars/c/camera"), 200)).GetProperty("streamUrl").GetString()!;

    private async Task<HttpResponseMessage> Open(string url, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await _server.Anyone.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    // Of the next part that begins: its Content-Length.
    private static async Task<int> FrameBytes(Stream body)
    {
        const string Header = "Content-Length: ";
        var line = "";
        var one = new byte[1];
        while (true)
        {
            await body.ReadExactlyAsync(one);
            if (one[0] != '\n')
            {
                line = line.Length > 64 ? "" : line + (char)one[0];
                continue;
            }

            if (line.StartsWith(Header, StringComparison.Ordinal)) return int.Parse(line[Header.Length..].Trim(), System.Globalization.CultureInfo.InvariantCulture);
            line = "";
        }
    }

    private static async Task ToItsEnd(Stream body)
    {
        try
        {
            await body.CopyToAsync(Stream.Null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Cut off in the middle of a frame.
        }
    }
}
