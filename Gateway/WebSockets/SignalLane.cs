using System.Text;
using RcFleet.Gateway.Metering;

namespace RcFleet.Gateway.WebSockets;

/// <summary>Signaling that waits for a socket, in order; when 64 messages wait, one more is refused. Guarded by its outbox's gate.</summary>
internal sealed class SignalLane
{
    private const int Max = 64;
    private readonly Queue<byte[]> _waiting = new();

    /// <summary>Leaves a message; false when the lane is full.</summary>
    public bool TryAdd(string json)
    {
        if (_waiting.Count >= Max) return false;
        _waiting.Enqueue(Encoding.UTF8.GetBytes(json));
        return true;
    }

    /// <summary>The oldest message, counted, or one with no bytes.</summary>
    public OutboundMessage Take(TrafficMeter traffic)
    {
        if (!_waiting.TryDequeue(out var signal)) return OutboundMessage.None;
        traffic.Out(Rung.Signaling, signal.Length);
        return OutboundMessage.Text(signal);
    }
}
