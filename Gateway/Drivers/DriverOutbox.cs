using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Drivers;

/// <summary>
/// What the server writes to a driver. Lanes, most urgent first: <c>joined</c> and errors, pongs (bounded: the oldest are
/// dropped), one state slot (latest wins), signaling (bounded). Nothing is written before <c>joined</c> but errors.
/// </summary>
internal sealed class DriverOutbox(WebSocket socket, MonotonicClock clock, TrafficMeter traffic) : SignalingOutbox(socket, clock, traffic)
{
    private const int MaxMessages = 64;
    private const int MaxPongs = 8;
    private const int StateBytes = 512;
    private const int PongBytes = 64;

    private readonly Queue<byte[]> _messages = new();
    private readonly Queue<uint> _pongs = new();
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

    /// <summary>Puts a state into the slot in the grain's place, made of its last word; nothing when there is a newer one.</summary>
    public void StateInPlace(DriverState state)
    {
        lock (Gate)
        {
            if (state.Order < _lastOrder) return;
            _state = state;
        }

        Signal();
    }

    protected override OutboundMessage Take()
    {
        lock (Gate)
        {
            var message = TakeControl();
            if (message.Bytes.IsEmpty) return _open ? TakeSignal() : OutboundMessage.None;
            Traffic.Out(Rung.Control, message.Bytes.Length);
            return message;
        }
    }

    private OutboundMessage TakeControl()
    {
        if (_messages.TryDequeue(out var message)) return OutboundMessage.Text(message);
        if (!_open) return OutboundMessage.None;
        if (_pongs.TryDequeue(out var t)) return WritePong(t);
        if (_state is not { } s) return OutboundMessage.None;
        _state = null;
        return Write(s);
    }

    private static OutboundMessage Write(DriverState state)
    {
        var text = new WireText(StateBytes);
        text.Raw("{\"type\":\"state\",\"epoch\":"u8);
        text.Number(state.Epoch);
        text.Raw(",\"online\":"u8);
        text.Bool(state.Online);
        text.Raw(",\"armed\":"u8);
        text.Bool(state.Armed);
        text.Raw(",\"neutral\":"u8);
        text.Bool(state.Neutral);
        text.Raw(",\"stopped\":"u8);
        text.Bool(state.Stopped);
        text.Raw(",\"ackSeq\":"u8);
        text.Number(state.AckSeq);
        text.Raw(",\"ackAgeMs\":"u8);
        text.Number(state.AckAgeMs);
        text.Raw(",\"batteryPercent\":"u8);
        text.Number(state.BatteryPercent);
        text.Raw(",\"rssi\":"u8);
        text.Number(state.Rssi);
        text.Raw(",\"secondsLeft\":"u8);
        text.Number(Wire.Seconds(state.RemainingMs));
        text.Raw(",\"paused\":"u8);
        text.Bool(state.Paused);
        text.Raw(",\"speedMps\":"u8);
        text.Hundredths(state.SpeedMps);
        text.Raw("}"u8);
        return text.ToMessage();
    }

    private static OutboundMessage WritePong(uint t)
    {
        var text = new WireText(PongBytes);
        text.Raw("{\"type\":\"pong\",\"t\":"u8);
        text.Number(t);
        text.Raw("}"u8);
        return text.ToMessage();
    }
}
