using System.Net.WebSockets;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>What the server writes to a viewer's browser.</summary>
internal sealed class ViewerOutbox(WebSocket socket, MonotonicClock clock, GatewayMetrics metrics, TrafficMeter traffic) : FrameOutbox(socket, clock, metrics)
{
    private readonly GatewayMetrics _metrics = metrics;
    private long _sentMs;

    /// <summary>When the last frame went; 0 before the first.</summary>
    public long SentMs => Volatile.Read(ref _sentMs);

    protected override void Sent(int bytes)
    {
        Volatile.Write(ref _sentMs, Clock.NowMs);
        _metrics.FrameSent();
        traffic.Out(Rung.Relay, bytes);
    }
}
