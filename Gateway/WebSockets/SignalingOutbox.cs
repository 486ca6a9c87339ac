using System.Net.WebSockets;
using System.Text;
using RcFleet.Gateway.Metering;

namespace RcFleet.Gateway.WebSockets;

/// <summary>An outbox with a lane of signaling, in order; when 64 messages wait there, one more is refused.</summary>
internal abstract class SignalingOutbox(WebSocket socket, MonotonicClock clock, TrafficMeter traffic) : SocketOutbox(socket, clock)
{
    private const int Max = 64;

    private readonly Queue<byte[]> _waiting = new();

    /// <summary>Counts what is written.</summary>
    protected TrafficMeter Traffic => traffic;

    /// <summary>Leaves a message; false when its lane is full.</summary>
    public bool SendSignal(string json)
    {
        lock (Gate)
        {
            if (_waiting.Count >= Max) return false;
            _waiting.Enqueue(Encoding.UTF8.GetBytes(json));
        }

        Signal();
        return true;
    }

    /// <summary>The oldest message, counted, or one with no bytes. Called under the gate.</summary>
    protected OutboundMessage TakeSignal()
    {
        if (!_waiting.TryDequeue(out var signal)) return OutboundMessage.None;
        traffic.Out(Rung.Signaling, signal.Length);
        return OutboundMessage.Text(signal);
    }
}
