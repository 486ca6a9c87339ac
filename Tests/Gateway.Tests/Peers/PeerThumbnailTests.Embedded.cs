using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Peers;

/// <summary>The lobby is asked on one gateway, the camera is on another.</summary>
public class PeerThumbnailTests
{
    private const string Car = "car-1";
    private const string Address = $"/api/cars/{Car}/thumbnail";

    [Fact]
    public async Task HoweverManyAsk_OneFetchBringsThePicture_ByteForByte_AndWithTheSameTag()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var camera = await fleet.Far.Device("cam", Car, "camera");
        await Listed(fleet.Near);
        var jpeg = Jpeg(200_000);

        var asked = Enumerable.Range(0, 30).Select(_ => fleet.Near.Anyone.GetAsync(Address)).ToArray();
        Assert.True((await camera.Next("relay")).GetProperty("on").GetBoolean());
        await camera.SendBinary(jpeg);
        foreach (var response in await Task.WhenAll(asked))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(jpeg, await response.Content.ReadAsByteArrayAsync());
        }

        Assert.False((await camera.Next("relay")).GetProperty("on").GetBoolean());
        using var there = await fleet.Far.Anyone.GetAsync(Address);
        Assert.Equal((await asked[0]).Headers.ETag, there.Headers.ETag);
        Assert.InRange((await asked[0]).Headers.CacheControl!.MaxAge!.Value.TotalSeconds, 1, 10);
        Assert.Equal(1, fleet.Network.Accepted);
        Assert.Equal(1, camera.Texts.Count(t => t.GetProperty("type").GetString() == "relay" && t.GetProperty("on").GetBoolean()));
    }

    [Fact]
    public async Task APictureThatTheOtherGatewayHasAlready_IsNotTakenAgain()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var camera = await fleet.Far.Device("cam", Car, "camera");
        await Listed(fleet.Far);
        var asked = fleet.Far.Anyone.GetAsync(Address);
        await camera.Next("relay");
        await camera.SendBinary(Jpeg(10_000));
        Assert.Equal(HttpStatusCode.OK, (await asked).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await fleet.Near.Anyone.GetAsync(Address)).StatusCode);
        Assert.Equal(1, camera.Texts.Count(t => t.GetProperty("type").GetString() == "relay" && t.GetProperty("on").GetBoolean()));
    }

    [Fact]
    public async Task ACarWhoseDriverWatchesByAnotherWay_IsLeftAlone()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var camera = await fleet.Far.Device("cam", Car, "camera");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        await Eventually.Value(async () => (await fleet.Near.Car(Car)).GetProperty("status").GetString(), status => status == "busy");
        await NoPicture(fleet);
        Assert.DoesNotContain(camera.Texts, t => t.GetProperty("type").GetString() == "relay" && t.GetProperty("on").GetBoolean());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another secret that no gateway of the tests has")]
    public async Task WithoutALink_ThereIsNoPicture_AndTheCameraIsNotWoken(string? secret)
    {
        await using var fleet = await TwoGateways.StartAsync("grain", nearSecret: secret);
        await using var camera = await fleet.Far.Device("cam", Car, "camera");
        await Listed(fleet.Near);
        await NoPicture(fleet);
        Assert.DoesNotContain(camera.Texts, t => t.GetProperty("type").GetString() == "relay" && t.GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task ASilentCamera_EndsWithoutAPicture_OnBoth()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var camera = await fleet.Far.Device("cam", Car, "camera");
        await Listed(fleet.Near);
        await NoPicture(fleet);
        Assert.True((await camera.First("relay")).GetProperty("on").GetBoolean());
    }

    [Fact]
    public async Task AnotherGatewaysQuestion_ForABoardThatIsNotHere_AndAMalformedOne_AreAnswered()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        var (answer, _) = await Ask(fleet, ThumbnailFrames.Ask("nobody", inUse: false));
        Assert.Equal(ThumbnailFrames.Answer(ThumbnailOutcome.Unreachable, [], 0), answer);
        var (_, status) = await Ask(fleet, [7]);
        Assert.Equal(4400, (int?)status);
    }

    private static async Task NoPicture(TwoGateways fleet)
    {
        using var response = await fleet.Near.Anyone.GetAsync(Address);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
    }

    // The fleet's index hears of a camera a moment after it has connected.
    private static Task Listed(GatewayServer gateway) =>
        Eventually.Value(async () => (await gateway.Car(Car)).GetProperty("camera").GetBoolean(), listed => listed);

    private static async Task<(byte[] Answer, WebSocketCloseStatus? Status)> Ask(TwoGateways fleet, byte[] question)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(fleet.Network.Url) { Scheme = "ws", Path = PeerConnector.Path }.Uri, patience.Token);
        var key = new PeerKey(Options.Create(new GatewayOptions { PeerSecret = TwoGateways.Secret }));
        Assert.True(await PeerHandshake.OfferAsync(socket, key, new GatewayIdentity().Id, fleet.Far.Identity.Id, PeerLaneKind.Thumbnail, patience.Token));
        await socket.SendAsync(question, WebSocketMessageType.Binary, true, patience.Token);
        var buffer = new byte[256];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        return (buffer[..part.Count], socket.CloseStatus);
    }

    private static byte[] Jpeg(int length)
    {
        var jpeg = new byte[length];
        (jpeg[0], jpeg[1], jpeg[^2], jpeg[^1]) = (0xFF, 0xD8, 0xFF, 0xD9);
        return jpeg;
    }
}
