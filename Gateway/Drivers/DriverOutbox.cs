using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using RcFleet.Cars;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Drivers;

/// <summary>
/// What the server writes to a driver. Lanes, most urgent first: <c>joined</c> and errors, pongs (bounded: the oldest are
/// dropped), one state slot (latest wins), signaling (bounded). Nothing is written before <c>joined</c> but errors.
/// </summary>
internal sealed class DriverOutbox(WebSocket socket, MonotonicClock clock, TrafficMeter traffic) : SocketOutbox(socket, clock)
{
    private const int MaxMessages = 64;
    private const int MaxPongs = 8;
    private const int StateBytes = 512;

    private readonly Queue<byte[]> _messages = new();
    private readonly Queue<uint> _pongs = new();
    private readonly SignalLane _signals = new();
    private DriverState? _state;
    private long _lastOrder = -1;
    private bool _open;

    /// <summary>Writes <c>joined</c> first and lets the lanes run.</summary>
    public void Open(byte[] joined, DriverState? state)
    {
        lock (Gate)
        {
            _messages.Enqueue(joined);
            if (state is not null && state.Order > _lastOrder)
            {
                _state = state;
                _lastOrder = state.Order;
            }

            _open = true;
        }

        Signal();
    }

    /// <summary>Leaves an error or the like. A driver that takes none of 64 is cut off.</summary>
    public void Send(byte[] utf8)
    {
        lock (Gate)
        {
            if (_messages.Count >= MaxMessages)
            {
                Abort();
                return;
            }

            _messages.Enqueue(utf8);
        }

        Signal();
    }

    /// <summary>Answers a ping.</summary>
    public void Pong(uint t)
    {
        lock (Gate)
        {
            if (_pongs.Count >= MaxPongs) _pongs.Dequeue();
            _pongs.Enqueue(t);
        }

        Signal();
    }

    /// <summary>Puts a state into the slot, unless a newer one was there.</summary>
    public void State(DriverState state)
    {
        lock (Gate)
        {
            if (state.Order <= _lastOrder) return;
            _lastOrder = state.Order;
            _state = state;
        }

        Signal();
    }

    /// <summary>Puts a state into the slot in the grain's place, which says nothing: the next of the grain's own is newer.</summary>
    public void StateInPlace(DriverState state)
    {
        lock (Gate) _state = state;
        Signal();
    }

    /// <summary>Leaves signaling for the page; false when its lane is full.</summary>
    public bool SendSignal(string json)
    {
        lock (Gate)
        {
            if (!_signals.TryAdd(json)) return false;
        }

        Signal();
        return true;
    }

    protected override OutboundMessage Take()
    {
        lock (Gate)
        {
            var message = TakeControl();
            if (message.Bytes.IsEmpty) return _open ? _signals.Take(traffic) : OutboundMessage.None;
            traffic.Out(Rung.Control, message.Bytes.Length);
            return message;
        }
    }

    private OutboundMessage TakeControl()
    {
        if (_messages.TryDequeue(out var message)) return OutboundMessage.Text(message);
        if (!_open) return OutboundMessage.None;
        if (_pongs.TryDequeue(out var t)) return Write($"{{\"type\":\"pong\",\"t\":{t}}}");
        if (_state is not { } s) return OutboundMessage.None;
        _state = null;
        return Write($"{{\"type\":\"state\",\"epoch\":{s.Epoch},\"online\":{Wire.Bool(s.Online)},\"armed\":{Wire.Bool(s.Armed)},\"neutral\":{Wire.Bool(s.Neutral)},\"stopped\":{Wire.Bool(s.Stopped)},\"ackSeq\":{Wire.Number(s.AckSeq)},\"ackAgeMs\":{Wire.Number(s.AckAgeMs)},\"batteryPercent\":{Wire.Number(s.BatteryPercent)},\"rssi\":{Wire.Number(s.Rssi)},\"secondsLeft\":{Wire.Seconds(s.RemainingMs)},\"paused\":{Wire.Bool(s.Paused)},\"speedMps\":{Wire.Number(s.SpeedMps)}}}");
    }

    private static OutboundMessage Write(FormattableString json)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StateBytes);
        return OutboundMessage.RentedText(buffer, Encoding.UTF8.GetBytes(json.ToString(CultureInfo.InvariantCulture), buffer));
    }
}
