using System.Net.WebSockets;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>
/// Brings one camera's frames from the gateway that holds its socket to the relay here, while anybody here watches: one
/// connection for all of them. A frame goes into the viewers' slots as it comes; nothing waits.
/// </summary>
internal sealed class CameraBridge(
    string deviceId, string sessionId, string gateway, string url, CameraRelay relay, PeerConnector connector, MonotonicClock clock, GatewayMetrics metrics) : ICameraSource
{
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private bool _over;

    /// <summary>Whether it is that camera's, there and for that session.</summary>
    public bool Is(string device, string session, string otherGateway) => (device, session, otherGateway) == (deviceId, sessionId, gateway) && !_over;

    /// <inheritdoc />
    public bool IsHere => false;

    /// <inheritdoc />
    public void SetRelay(bool on)
    {
        lock (_gate)
        {
            if (on == _running is not null || (on && _over)) return;
            if (on)
            {
                _running = new CancellationTokenSource();
                _ = RunAsync(_running.Token);
            }
            else
            {
                _running!.Cancel();
                _running = null;
            }
        }
    }

    /// <summary>Ends it.</summary>
    public void Stop()
    {
        _over = true;
        SetRelay(false);
        relay.Detach(this);
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var socket = await connector.DialAsync(gateway, url, PeerLaneKind.Video, cancellation);
                metrics.PeerLinks("video", "out", 1);
                try
                {
                    await CarryAsync(socket, cancellation);
                }
                finally
                {
                    metrics.PeerLinks("video", "out", -1);
                }
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or HttpRequestException)
            {
                // The next try, or nobody watches any more.
            }

            try
            {
                await Task.Delay(BackOff, clock.Time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(WebSocket socket, CancellationToken cancellation)
    {
        await socket.SendAsync(BridgedViewer.Watch(deviceId, sessionId), WebSocketMessageType.Binary, true, cancellation);
        using var reader = new MessageReader(socket, 0, DeviceMessages.MaxFrame);
        while (await reader.ReadAsync(cancellation) == MessageKind.Binary)
        {
            if (!VideoFrame.IsWhole(reader.Message))
            {
                metrics.PeerRefused("malformed");
                return;
            }

            metrics.PeerBytes("in", reader.Message.Length);
            using var frame = new VideoFrame(reader.DetachBuffer(out var length), length);
            if (!relay.Publish(this, frame)) metrics.FrameDropped("nobody_watches");
        }
    }
}
