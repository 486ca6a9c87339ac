using System.Net.WebSockets;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Peers;

/// <summary>Dials another gateway.</summary>
internal sealed class PeerConnector(PeerKey key, GatewayIdentity identity, MonotonicClock clock)
{
    /// <summary>Where a gateway listens for others.</summary>
    public const string Path = "/peer";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Whether this gateway can link at all.</summary>
    public bool Possible => key.Exists;

    /// <summary>An authenticated connection.</summary>
    /// <exception cref="WebSocketException">It can't be reached, or one of the two does not believe the other.</exception>
    /// <exception cref="OperationCanceledException">Not within 3 s.</exception>
    public async Task<WebSocket> DialAsync(string gateway, string url, PeerLaneKind lane, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(2);
            socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(5);
            socket.Options.Proxy = null;
            socket.Options.AddSubProtocol(PeerFrames.SubProtocol);
            var address = new UriBuilder(url) { Path = Path };
            address.Scheme = address.Scheme == "https" ? "wss" : "ws";
            await socket.ConnectAsync(address.Uri, either.Token);
            if (!await PeerHandshake.OfferAsync(socket, key, identity.Id, gateway, lane, either.Token))
                throw new WebSocketException("it is not that gateway any more, or has another Fleet:PeerSecret");
            return socket;
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }
}
