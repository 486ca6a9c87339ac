using System.Net.WebSockets;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>What the server writes to whoever watches a camera: one slot, the latest frame wins.</summary>
internal abstract class FrameOutbox(WebSocket socket, MonotonicClock clock, GatewayMetrics metrics) : SocketOutbox(socket, clock), IFrameViewer
{
    private VideoFrame? _slot;

    /// <inheritdoc />
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

    /// <summary>A frame of so many bytes goes.</summary>
    protected abstract void Sent(int bytes);

    protected override OutboundMessage Take()
    {
        var frame = Interlocked.Exchange(ref _slot, null);
        if (frame is null) return OutboundMessage.None;
        Sent(frame.Bytes.Length);
        return OutboundMessage.Binary(frame.Bytes, frame);
    }
}
