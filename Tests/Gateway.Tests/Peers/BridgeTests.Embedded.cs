using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Cars;
using RcFleet.Gateway.Devices;
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
    public async Task ACameraThatComesHere_AndGoesBack_IsSeenAllTheWhile()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        var key = await fleet.Far.Provision("cam", Car, "camera");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        await using var there = await fleet.Far.Register("cam", key);
        var rental = await fleet.Near.Rent(Car);
        await using var viewer = await Watch(fleet.Near, rental.Token);
        await Seen(there);
        await using var here = await fleet.Near.Register("cam", key);
        await Seen(here);
        await using var back = await fleet.Far.Register("cam", key);
        await Seen(back);

        Task Seen(TestSocket camera)
        {
            var before = viewer.Frames.Count;
            return Eventually.Value(
                async () =>
                {
                    await camera.SendBinary(Jpeg(1000));
                    return viewer.Frames.Count;
                },
                n => n > before + 3,
                step: TimeSpan.FromMilliseconds(25));
        }
    }

    [Fact]
    public async Task AViewerThatLeaves_WhileItAsksWhetherItMayStay_IsNotKeptByTheCar()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        var viewer = await Watch(fleet.Near, rental.Token);
        await Eventually.True(() => Asked() >= 2, () => "no viewer");

        fleet.Near.Grains.HoldCalls(nameof(ICarGrain.Watch));
        var asked = Asked();
        await Eventually.True(() => Asked() > asked, () => "it did not ask again");
        await viewer.DisposeAsync();
        await Eventually.True(() => Left() == 1, () => "it did not leave");
        fleet.Near.Grains.Release(nameof(ICarGrain.Watch));
        await Eventually.True(() => Left() > 1, () => "it is watching again");

        int Asked() => fleet.Near.Grains.Calls(nameof(ICarGrain.Watch));

        int Left() => fleet.Near.Grains.Calls(nameof(ICarGrain.Unwatch));
    }

    [Fact]
    public async Task ALateRenewalOfASession_DoesNotOpenTheCameraForItAgain()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var socket = await fleet.Far.Device("cam", Car, "camera");
        var camera = fleet.Far.Services.GetRequiredService<DeviceRegistry>().Find("cam")!;
        await camera.Session(Renewal(1, "s"));
        Assert.True(camera.Serves("s"));
        await camera.SessionEnded(new SessionEndedNotice(Order(3), "s", 1, EndReason.Expired));
        await camera.Session(Renewal(2, "s"));
        Assert.False(camera.Serves("s"));

        await camera.Session(Renewal(5, "next", epoch: 2));
        await camera.SessionEnded(new SessionEndedNotice(Order(4), "s", 1, EndReason.Expired));
        Assert.True(camera.Serves("next"));

        static long Order(int order) => (1L << 32) + order;

        static SessionNotice Renewal(int order, string session, long epoch = 1) => new(Order(order), session, epoch, 60_000, 3000, 1, false);
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
