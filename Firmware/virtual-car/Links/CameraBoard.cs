using RcFleet.VirtualCar.Streaming;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Links;

/// <summary>The camera board: relay on and off, the key of the direct stream, the end of a session.</summary>
/// <param name="car">Where the camera is mounted.</param>
/// <param name="gate">Who may watch directly.</param>
/// <param name="pump">Makes the frames.</param>
/// <param name="endStreams">Ends the direct streams of a session, or all.</param>
/// <param name="allowPages">The pages that may read the stream, separated by spaces; null: the server does not say.</param>
/// <param name="alone">On a socket of its own, without a controller: it has to send heartbeats itself.</param>
internal sealed class CameraBoard(SimulatedCar car, StreamGate gate, FramePump pump, Action<string?> endStreams, Action<string?> allowPages, bool alone) : IDeviceBoard
{
    /// <summary>Streams that the server can no longer end are ended after this time without a connection, in ms.</summary>
    private const int OrphanMs = 10_000;

    private readonly Lock _lock = new();
    private int _heartbeatMs = 2000;
    private long? _beatAt;
    private long? _closedAt;
    private uint _epoch;

    /// <summary>Sends telemetry. Set once, before the link starts.</summary>
    public Action<byte[]> Send { get; set; } = _ => { };

    public void Received(long nowMs, ServerMessage message)
    {
        switch (message)
        {
            case RegisteredMessage registered:
                lock (_lock) (_heartbeatMs, _beatAt, _closedAt) = (registered.HeartbeatMs ?? _heartbeatMs, null, null);
                pump.Direct(VideoSettings.Default);   // this server has chosen none yet
                allowPages(registered.PageOrigins);
                if (registered is { StreamKey: { } key, Kid: { } kid, Now: { } now }) gate.Registered(nowMs, now, key, kid);
                break;
            case RelayMessage relay:
                var settings = VideoSettings.ForRelay(relay.Fps, relay.Quality);
                pump.Direct(settings);
                pump.Relay(relay.On ? settings : null);
                break;
            case SessionMessage session:
                lock (_lock) _epoch = Math.Max(_epoch, session.Epoch);
                if (session.SessionId is not null) gate.SessionLives(session.SessionId);
                break;
            case SessionEndedMessage ended:
                bool stale;
                lock (_lock) stale = ended.Epoch < _epoch;
                if (stale && ended.SessionId is null) break;   // of a session before the one that is watched
                lock (_lock) _epoch = Math.Max(_epoch, ended.Epoch);
                gate.SessionEnded(ended.SessionId);
                endStreams(ended.SessionId);
                break;
        }

        if (alone && message is RegisteredMessage) Report(nowMs);
    }

    public void Closed(long nowMs)
    {
        pump.Relay(null);
        lock (_lock) _closedAt ??= nowMs;
    }

    /// <summary>Sends the heartbeat if it is due, and ends streams that nobody watches over any more.</summary>
    public void Report(long nowMs)
    {
        bool beat, orphaned;
        lock (_lock)
        {
            orphaned = _closedAt is { } closed && nowMs - closed >= OrphanMs;
            if (orphaned) _closedAt = null;
            beat = alone && (_beatAt is not { } last || nowMs - last >= _heartbeatMs);
            if (beat) _beatAt = nowMs;
        }

        if (orphaned) endStreams(null);
        if (beat)
            Send(DeviceMessages.Serialize(new TelemetryMessage(null, null, car.State(nowMs).Rssi, null, null, null, null, null)));
    }
}
