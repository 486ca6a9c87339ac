using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Peers;

/// <summary>Viewers on one gateway, the camera on another.</summary>
[Collection(Timed.Name)]
public class BridgeTests
{
    private const string Car = "car-1";

    [Fact]
    public async Task TwoViewers_OfACameraElsewhere_AreOneBridge_WhichEndsWithThem()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var camera = await fleet.Far.Device("cam", Car, "camera", new { capabilities = new[] { "relay" } });
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        var one = await Watch(fleet.Near, rental.Token);
        var two = await Watch(fleet.Near, rental.Token);
        Assert.True((await camera.Next("relay")).GetProperty("on").GetBoolean());

        var jpeg = Jpeg(40_000);
        await Eventually.Value(
            async () =>
            {
                await camera.SendBinary(jpeg);
                return Math.Min(one.Frames.Count, two.Frames.Count);
            },
            n => n > 0);
        Assert.Equal(jpeg, await one.Frame(0));
        Assert.Equal(jpeg, await two.Frame(0));
        Assert.Equal(1, fleet.Network.Accepted);

        await one.DisposeAsync();
        await two.DisposeAsync();
        Assert.False((await camera.Next("relay")).GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task TheBridge_EndsWithTheSession_AndItsBytesAreTheViewers()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var camera = await fleet.Far.Device("cam", Car, "camera", new { capabilities = new[] { "relay" } });
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var viewer = await Watch(fleet.Near, rental.Token);
        await camera.Next("relay");
        var frames = 0;
        await Eventually.Value(
            async () =>
            {
                frames++;
                await camera.SendBinary(Jpeg(10_000));
                return viewer.Frames.Count;
            },
            n => n > 0);
        await Eventually.Value(
            async () => (await RemoteServer.Json(await fleet.Near.SendAs(rental.Token, HttpMethod.Get, $"/api/sessions/{rental.SessionId}"), 200)).GetProperty("bytes").GetProperty("relay").GetProperty("out").GetInt64(),
            bytes => bytes >= 10_000 && bytes <= (frames * 10_010));

        await RemoteServer.Done(await fleet.Near.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
        await viewer.Closed();
        await camera.Next("relay", r => !r.GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task WithoutALink_TheViewerIsToldWhy()
    {
        await using var fleet = await TwoGateways.StartAsync("grain", nearSecret: null);
        await using var camera = await fleet.Far.Device("cam", Car, "camera");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        var rental = await fleet.Near.Rent(Car);
        await using var viewer = await Watch(fleet.Near, rental.Token);
        Assert.Equal("camera_elsewhere", (await viewer.Next("error")).GetProperty("code").GetString());
        Assert.Equal(1013, await viewer.Closed());
    }

    [Fact]
    public async Task ATokenForTheDirectStream_IsMadeWhereTheCameraIs()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var camera = await fleet.Far.Device("cam", Car, "camera", new { streamUrl = "http://192.168.0.31:8080/stream" });
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        var rental = await fleet.Near.Rent(Car);
        var kid = (await camera.First("registered")).GetProperty("kid").GetString();
        var answer = await Eventually.Value(
            async () => await RemoteServer.Json(await fleet.Near.SendAs(rental.Token, HttpMethod.Get, $"/api/cars/{Car}/camera"), 200),
            a => a.GetProperty("streamUrl").ValueKind == JsonValueKind.String);
        Assert.StartsWith($"http://192.168.0.31:8080/stream?t=v1.{kid}.{rental.SessionId}.", answer.GetProperty("streamUrl").GetString(), StringComparison.Ordinal);
    }

    private static async Task<TestSocket> Watch(GatewayServer server, string token)
    {
        var viewer = await server.Socket("/ws/video");
        await viewer.Send(new { type = "join", token });
        return viewer;
    }

    private static byte[] Jpeg(int length)
    {
        var jpeg = new byte[length];
        (jpeg[0], jpeg[1], jpeg[^2], jpeg[^1]) = (0xFF, 0xD8, 0xFF, 0xD9);
        return jpeg;
    }
}
