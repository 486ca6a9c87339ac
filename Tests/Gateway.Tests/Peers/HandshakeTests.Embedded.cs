using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Options;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Peers;

[Collection(Timed.Name)]
public class HandshakeTests
{
    [Fact]
    public async Task ARecordedHello_IsOfNoUseOnAnotherConnection()
    {
        await using var fleet = await TwoGateways.StartAsync();
        var key = new PeerKey(Options.Create(new GatewayOptions { PeerSecret = TwoGateways.Secret }));
        var (dialler, listener) = (new GatewayIdentity().Id, fleet.Far.Identity.Id);

        using var first = await Connect(fleet);
        var challenge = await Read(first);
        var nonce = new byte[32];
        byte[] hello = [1, 1, .. Encoding.ASCII.GetBytes(dialler), .. Encoding.ASCII.GetBytes(listener), .. nonce,
            .. key.Mac("rc-peer dial"u8.ToArray(), [1], Encoding.ASCII.GetBytes(dialler), Encoding.ASCII.GetBytes(listener), challenge[33..], nonce)];
        await first.SendAsync(hello, WebSocketMessageType.Binary, true, CancellationToken.None);
        Assert.Equal(33, (await Read(first)).Length);

        using var second = await Connect(fleet);
        await Read(second);
        await second.SendAsync(hello, WebSocketMessageType.Binary, true, CancellationToken.None);
        await Assert.ThrowsAnyAsync<WebSocketException>(() => Read(second));
    }

    [Fact]
    public async Task AMalformedFrame_ClosesThatLink()
    {
        await using var fleet = await TwoGateways.StartAsync();
        var key = new PeerKey(Options.Create(new GatewayOptions { PeerSecret = TwoGateways.Secret }));
        using var peer = await Connect(fleet);
        Assert.True(await PeerHandshake.OfferAsync(peer, key, new GatewayIdentity().Id, fleet.Far.Identity.Id, PeerLaneKind.Commands, CancellationToken.None));
        await peer.SendAsync(new byte[] { 3, 1, 2 }, WebSocketMessageType.Binary, true, CancellationToken.None);
        var buffer = new byte[256];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while ((await peer.ReceiveAsync(buffer.AsMemory(), patience.Token)).MessageType != WebSocketMessageType.Close)
        {
            // Beats.
        }

        Assert.Equal(4400, (int?)peer.CloseStatus);
    }

    [Fact]
    public async Task ThePublicAddress_KnowsNoPeers()
    {
        await using var fleet = await TwoGateways.StartAsync();
        Assert.Equal(404, (int)(await fleet.Far.Anyone.GetAsync("/peer")).StatusCode);
    }

    private static async Task<ClientWebSocket> Connect(TwoGateways fleet)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(fleet.Network.Url) { Scheme = "ws", Path = PeerConnector.Path }.Uri, CancellationToken.None);
        return socket;
    }

    private static async Task<byte[]> Read(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        var buffer = new byte[256];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException("closed");
        return buffer[..part.Count];
    }
}
