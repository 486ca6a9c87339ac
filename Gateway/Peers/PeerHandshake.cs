using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace RcFleet.Gateway.Peers;

/// <summary>
/// How two gateways prove to each other that they know <c>Fleet:PeerSecret</c>, before anything else is said. Both sides
/// put 256 random bits in, so that nothing recorded is of use again.
/// </summary>
/// <remarks>
/// <code>
/// who listens  ← challenge   version 1 (1) | its id (32, hex) | nonce (32)
/// who dials    → hello       version 1 (1) | lane (1) | its id (32) | the other's id (32) | nonce (32) | mac (32)
/// who listens  ← welcome     version 1 (1) | mac (32)
/// mac          HMAC-SHA256(key, "rc-peer dial" or "rc-peer hear" | lane | dialler's id | listener's id | listener's nonce | dialler's nonce)
/// </code>
/// </remarks>
internal static class PeerHandshake
{
    private const byte Version = 1;
    private const int Nonce = 32;
    private const int Mac = 32;
    private const int Id = GatewayIdentity.IdLength;
    private static readonly byte[] Dial = "rc-peer dial"u8.ToArray();
    private static readonly byte[] Hear = "rc-peer hear"u8.ToArray();

    /// <summary>The listener's part. Null when the other does not know the secret, means another gateway, or breaks off.</summary>
    public static async Task<(string Id, PeerLaneKind Lane)?> AcceptAsync(WebSocket socket, PeerKey key, string ownId, CancellationToken cancellation)
    {
        var nonce = RandomNumberGenerator.GetBytes(Nonce);
        await SendAsync(socket, [Version, .. Encoding.ASCII.GetBytes(ownId), .. nonce], cancellation);
        if (await ReceiveAsync(socket, 2 + Id + Id + Nonce + Mac, cancellation) is not { } hello || hello[0] != Version) return null;
        if (!Enum.IsDefined((PeerLaneKind)hello[1])) return null;
        var (dialler, listener, theirs, mac) = (hello[2..(2 + Id)], hello[(2 + Id)..(2 + Id + Id)], hello[(2 + Id + Id)..^Mac], hello[^Mac..]);
        if (Encoding.ASCII.GetString(listener) != ownId) return null;
        if (!CryptographicOperations.FixedTimeEquals(mac, key.Mac(Dial, [hello[1]], dialler, listener, nonce, theirs))) return null;
        await SendAsync(socket, [Version, .. key.Mac(Hear, [hello[1]], dialler, listener, nonce, theirs)], cancellation);
        return (Encoding.ASCII.GetString(dialler), (PeerLaneKind)hello[1]);
    }

    /// <summary>The dialler's part. False when the other is not that gateway, does not know the secret, or breaks off.</summary>
    public static async Task<bool> OfferAsync(WebSocket socket, PeerKey key, string ownId, string expectedId, PeerLaneKind lane, CancellationToken cancellation)
    {
        if (await ReceiveAsync(socket, 1 + Id + Nonce, cancellation) is not { } challenge || challenge[0] != Version) return false;
        var (listener, theirs) = (challenge[1..(1 + Id)], challenge[(1 + Id)..]);
        if (Encoding.ASCII.GetString(listener) != expectedId) return false;
        var (dialler, nonce) = (Encoding.ASCII.GetBytes(ownId), RandomNumberGenerator.GetBytes(Nonce));
        await SendAsync(socket, [Version, (byte)lane, .. dialler, .. listener, .. nonce, .. key.Mac(Dial, [(byte)lane], dialler, listener, theirs, nonce)], cancellation);
        return await ReceiveAsync(socket, 1 + Mac, cancellation) is { } welcome && welcome[0] == Version
            && CryptographicOperations.FixedTimeEquals(welcome.AsSpan(1), key.Mac(Hear, [(byte)lane], dialler, listener, theirs, nonce));
    }

    private static Task SendAsync(WebSocket socket, byte[] message, CancellationToken cancellation) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, true, cancellation);

    // A message of exactly that length, or null.
    private static async Task<byte[]?> ReceiveAsync(WebSocket socket, int length, CancellationToken cancellation)
    {
        var buffer = new byte[length + 1];
        var read = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(read), cancellation);
            read += part.Count;
            if (part.MessageType != WebSocketMessageType.Binary || read > length) return null;
            if (part.EndOfMessage) return read == length ? buffer[..length] : null;
        }
    }
}
