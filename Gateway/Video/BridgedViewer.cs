using System.Net.WebSockets;
using System.Text;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>Another gateway that watches a camera here for all its viewers: one viewer to the camera. Ends with the session.</summary>
/// <remarks>
/// After the handshake (see <c>PeerHandshake</c>):
/// <code>
/// viewers' gateway → watch   length u8, deviceId | length u8, sessionId      ASCII
///                  ← frame   one JPEG, one message
/// </code>
/// </remarks>
internal sealed class BridgedViewer : IMonitored
{
    private const int MaxWatch = 256;

    /// <summary>How long a bridge may be here before the camera has heard of its session, in milliseconds.</summary>
    private const long SessionWithinMs = 3000;

    private readonly GatewayServices _services;
    private readonly WebSocket _socket;
    private readonly BridgeOutbox _outbox;
    private readonly long _openedMs;
    private readonly Lock _gate = new();
    private CameraRelay? _relay;
    private DeviceConnection? _camera;
    private string? _sessionId;
    private bool _over;

    public BridgedViewer(GatewayServices services, WebSocket socket)
    {
        (_services, _socket) = (services, socket);
        _outbox = new BridgeOutbox(socket, services.Clock, services.Metrics);
        _openedMs = services.Clock.NowMs;
    }

    /// <summary>The message that asks for a camera.</summary>
    public static byte[] Watch(string deviceId, string sessionId) =>
        [(byte)deviceId.Length, .. Encoding.ASCII.GetBytes(deviceId), (byte)sessionId.Length, .. Encoding.ASCII.GetBytes(sessionId)];

    /// <summary>Runs until the bridge is closed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var reader = new MessageReader(_socket, 0, MaxWatch);
        _services.Monitor.Add(this);
        _services.Metrics.PeerLinks("video", "in", 1);
        try
        {
            if (await reader.ReadAsync(cancellation) == MessageKind.Binary && TryRead(reader.Message, out var deviceId, out var sessionId))
            {
                lock (_gate) (_camera, _sessionId) = (_services.Devices.Find(deviceId), sessionId);
                Check(_services.Clock.NowMs);
                if (await reader.ReadAsync(cancellation) is MessageKind.Text or MessageKind.Binary or MessageKind.TooLarge) Malformed();
            }
            else
            {
                Malformed();
            }

            await Connections.DrainAsync(reader, _outbox, cancellation);
        }
        finally
        {
            lock (_gate)
            {
                _over = true;
                _relay?.Remove(_outbox);
            }

            _outbox.Drain();
            _outbox.Finished();
            _services.Monitor.Remove(this);
            _services.Metrics.PeerLinks("video", "in", -1);
        }
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        lock (_gate)
        {
            if (_over) return;
            if (_camera is { } camera && camera.Serves(_sessionId!))
            {
                if (_relay is null)
                {
                    _relay = camera.Relay;
                    _relay.Add(_outbox);
                }
            }
            else if (_relay is not null || nowMs - _openedMs > SessionWithinMs)
            {
                _outbox.Close(WebSocketCloseStatus.NormalClosure, "the session or the camera is gone");
            }
        }

        if (_outbox.IsStuck(nowMs)) _outbox.Abort();
    }

    /// <inheritdoc />
    public void ServerStops() => _outbox.Close(CloseCodes.ServiceRestart, "the server restarts");

    private static bool TryRead(ReadOnlySpan<byte> message, out string deviceId, out string sessionId)
    {
        (deviceId, sessionId) = ("", "");
        if (message.Length < 2 || message.Length < 2 + message[0]) return false;
        deviceId = Encoding.ASCII.GetString(message.Slice(1, message[0]));
        var rest = message[(1 + message[0])..];
        if (rest.Length != 1 + rest[0]) return false;
        sessionId = Encoding.ASCII.GetString(rest[1..]);
        return true;
    }

    private void Malformed()
    {
        if (_outbox.Closing) return;
        _services.Metrics.PeerRefused("malformed");
        _outbox.Close(CloseCodes.Malformed, "malformed");
    }
}
