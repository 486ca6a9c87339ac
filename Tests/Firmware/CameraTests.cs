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
        var read = ReadToEnd(body);
        await shop.Server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}");
        var frames = await Eventually.Completes(read, () => camera.Output);
        Assert.True(frames >= 1, $"{frames} frames");
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
