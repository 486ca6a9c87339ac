using System.Net.WebSockets;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>What a camera's gateway writes to another one. Its bytes are not the session's: those are counted where the viewers are.</summary>
internal sealed class BridgeOutbox(WebSocket socket, MonotonicClock clock, GatewayMetrics metrics) : FrameOutbox(socket, clock, metrics)
{
    private readonly GatewayMetrics _metrics = metrics;

    protected override void Sent(int bytes) => _metrics.PeerBytes("out", bytes);
}
