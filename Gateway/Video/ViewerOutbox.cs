using System.Net.WebSockets;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>What the server writes to a viewer: one slot, the latest frame wins.</summary>
internal sealed class ViewerOutbox(WebSocket socket, MonotonicClock clock, GatewayMetrics metrics, TrafficMeter traffic) : SocketOutbox(socket, clock), IFrameViewer
{
    private VideoFrame? _slot;

    /// <summary>Puts a frame into the slot, and takes it over; the one that waited there is dropped.</summary>
    public void Offer(VideoFrame frame)
    {
        var older = Interlocked.Exchange(ref _slot, frame);
        if (older is not null)
        {
            older.Dispose();
            metrics.FrameDropped("slow_viewer");
        }

        Signal();
    }

    /// <summary>Lets go of the frame that was not written.</summary>
    public void Drain() => Interlocked.Exchange(ref _slot, null)?.Dispose();

    protected override OutboundMessage Take()
    {
        var frame = Interlocked.Exchange(ref _slot, null);
        if (frame is null) return OutboundMessage.None;
        metrics.FrameSent();
        traffic.Out(Rung.Relay, frame.Bytes.Length);
        return OutboundMessage.Binary(frame.Bytes, frame);
    }
}
