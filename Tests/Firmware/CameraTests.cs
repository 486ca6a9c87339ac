using System.Net;
using RcFleet.Firmware.Tests.Support;

namespace RcFleet.Firmware.Tests;

/// <summary>rc-camera at the real server: relay and direct stream.</summary>
public class CameraTests
{
    [HostFact]
    public async Task The_picture_comes_by_the_relay_and_directly_and_ends_with_the_session()
    {
        await using var shop = await Workshop.Open();
        var (_, _, rental) = await shop.Car("car-1");
        var camera = shop.Camera("car-1-cam", await shop.Server.Provision("car-1-cam", "car-1", "camera"), [Pictures.Good(1), Pictures.CutOff(2), Pictures.Good(3)]);
        await Eventually.Value(() => shop.Server.Car("car-1"), car => car.GetProperty("camera").GetBoolean());

        await using (var viewer = await shop.Server.Socket("/ws/video"))
        {
            await viewer.Send(new { type = "join", token = rental.Token });
            await viewer.Frame(5);
            Assert.All(viewer.Frames, frame => Assert.NotNull(Pictures.FrameId(frame)));
            Assert.DoesNotContain(viewer.Frames, frame => frame[1000] == 2);   // the one without an end
        }

        var url = await StreamUrl(shop, rental);
        using var client = new HttpClient();
        using var stream = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        Assert.Equal("multipart/x-mixed-replace; boundary=rcframe", stream.Content.Headers.ContentType?.ToString());
        Assert.Equal("*", stream.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var again = await client.GetAsync(url);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);   // spent
        using var second = await client.GetAsync(await StreamUrl(shop, rental), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        using var third = await client.GetAsync(await StreamUrl(shop, rental));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);   // two viewers
        Assert.NotNull(third.Headers.RetryAfter);

        await using var body = await stream.Content.ReadAsStreamAsync();
        Assert.InRange(await FramesIn(body, 300), 1, 12);
        var read = ReadToEnd(body);
        await shop.Server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}");
        Assert.InRange(await Eventually.Completes(read, () => camera.Output), 0, 10);
    }

    [HostFact]
    public async Task Only_the_fleets_pages_may_read_its_stream_and_the_drivers_quality_holds_for_it()
    {
        const string Page = "https://cars.example.org";
        await using var shop = await Workshop.Open("--Fleet:PublicUrl", Page);
        var (_, _, rental) = await shop.Car("car-1");
        shop.Camera("car-1-cam", await shop.Server.Provision("car-1-cam", "car-1", "camera"), [Pictures.Good(1), Pictures.Good(2)]);
        await Eventually.Value(() => shop.Server.Car("car-1"), car => car.GetProperty("camera").GetBoolean());
        using var client = new HttpClient();

        using var stream = await Ask(client, HttpMethod.Get, await StreamUrl(shop, rental), Page);
        Assert.Equal((HttpStatusCode.OK, Page), (stream.StatusCode, Allowed(stream)));
        using var elsewhere = await Ask(client, HttpMethod.Get, await StreamUrl(shop, rental), "https://elsewhere.example");
        Assert.Equal((HttpStatusCode.OK, null), (elsewhere.StatusCode, Allowed(elsewhere)));
        using var spent = await Ask(client, HttpMethod.Get, "http://" + stream.RequestMessage!.RequestUri!.Authority + "/stream?t=x", Page);
        Assert.Equal((HttpStatusCode.Unauthorized, Page), (spent.StatusCode, Allowed(spent)));
        using var preflight = await Ask(client, HttpMethod.Options, "http://" + stream.RequestMessage.RequestUri.Authority + "/stream", Page);
        Assert.Equal((HttpStatusCode.NoContent, Page), (preflight.StatusCode, Allowed(preflight)));
        Assert.Equal("GET", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("true", preflight.Headers.GetValues("Access-Control-Allow-Private-Network").Single());

        await using var driver = await shop.Server.Join(rental.Token);
        await using var body = await stream.Content.ReadAsStreamAsync();
        await driver.Send(new { type = "video", quality = "low" });
        await Eventually.Value(() => FramesIn(body, 1000), frames => frames is > 5 and < 14);   // 10 a second instead of 20
    }

    private static Task<HttpResponseMessage> Ask(HttpClient client, HttpMethod method, string url, string origin)
    {
        var request = new HttpRequestMessage(method, url) { Headers = { { "Origin", origin } } };
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Private-Network", "true");
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static string? Allowed(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;

    private static async Task<int> FramesIn(Stream body, int ms)
    {
        var buffer = new byte[64 * 1024];
        var frames = 0;
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start).TotalMilliseconds < ms;)
            frames += System.Text.Encoding.Latin1.GetString(buffer, 0, await body.ReadAsync(buffer)).Split("rc1 ").Length - 1;
        return frames;
    }

    private static async Task<string> StreamUrl(Workshop shop, Rental rental)
    {
        var answer = await shop.Server.SendAs(rental.Token, HttpMethod.Get, "/api/cars/car-1/camera");
        return (await RemoteServer.Json(answer, 200)).GetProperty("streamUrl").GetString()!;
    }

    // Until the camera cuts it: then the connection breaks off, for nothing more may reach the viewer.
    private static async Task<int> ReadToEnd(Stream body)
    {
        var buffer = new byte[64 * 1024];
        var frames = 0;
        try
        {
            while (await body.ReadAsync(buffer) is > 0 and var count)
                frames += System.Text.Encoding.Latin1.GetString(buffer, 0, count).Split("rc1 ").Length - 1;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Cut.
        }

        return frames;
    }
}
