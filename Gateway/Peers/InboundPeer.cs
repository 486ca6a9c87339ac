using System.Net.WebSockets;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Peers;

/// <summary>
/// A link that another gateway dialled, to drive controllers here. When it breaks, or is not heard for 1.5 s, the cars that
/// were driven over it are stopped at once.
/// </summary>
internal sealed class InboundPeer : IMonitored
{
    private readonly GatewayServices _services;
    private readonly WebSocket _socket;
    private readonly string _gateway;
    private readonly InboundOutbox _outbox;
    private readonly Dictionary<uint, InboundLane> _lanes = [];
    private long _heardMs;
    private long _beatMs;

    public InboundPeer(GatewayServices services, WebSocket socket, string gateway)
    {
        (_services, _socket, _gateway) = (services, socket, gateway);
        _outbox = new InboundOutbox(socket, services.Clock);
        _heardMs = services.Clock.NowMs;
    }

    /// <summary>Runs until the link is closed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var reader = new MessageReader(_socket, 0, PeerFrames.MaxBytes);
        _outbox.Beat();
        _services.Monitor.Add(this);
        _services.Metrics.PeerLinks("commands", "in", 1);
        try
        {
            while (!_outbox.Closing && await reader.ReadAsync(cancellation) is var kind and not MessageKind.Closed)
            {
                Volatile.Write(ref _heardMs, _services.Clock.NowMs);
                if (kind == MessageKind.Binary && PeerFrames.TryRead(reader.Message, out var frame) && Take(frame)) continue;
                _services.Metrics.PeerRefused("malformed");
                _outbox.Close(CloseCodes.Malformed, "malformed");
                break;
            }
        }
        finally
        {
            foreach (var lane in _lanes.Values) lane.Lost();
            _services.Monitor.Remove(this);
            _services.Metrics.PeerLinks("commands", "in", -1);
        }

        await Connections.DrainAsync(reader, _outbox, cancellation);
        _outbox.Finished();
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        if (nowMs - Volatile.Read(ref _heardMs) > PeerLink.SilenceMs || _outbox.IsStuck(nowMs)) _outbox.Abort();
        if (nowMs - _beatMs < PeerLink.BeatMs) return;
        _beatMs = nowMs;
        _outbox.Beat();
    }

    /// <inheritdoc />
    public void ServerStops() => _outbox.Close(CloseCodes.ServiceRestart, "the server restarts");

    private bool Take(in PeerFrame frame)
    {
        var now = _services.Clock.NowMs;
        switch (frame.Type)
        {
            case PeerFrameType.Beat:
                _services.Clocks.Transit(_gateway, frame.SentMs, now);
                return true;
            case PeerFrameType.Open:
                Open(frame.Handle, frame.Claim!);
                return true;
            case PeerFrameType.Drive:
                var age = frame.AgeMs + _services.Clocks.Transit(_gateway, frame.SentMs, now);
                if (_lanes.TryGetValue(frame.Handle, out var driven) && !driven.Drive(frame, now - age)) Drop(frame.Handle, driven);
                return true;
            case PeerFrameType.Stop:
                if (_lanes.TryGetValue(frame.Handle, out var stopped)) stopped.Stop(frame.Seq, frame.Reason);
                return true;
            case PeerFrameType.Close:
                if (_lanes.Remove(frame.Handle, out var left)) left.Leave();
                return true;
            default:
                return false;
        }
    }

    private void Open(uint handle, DirectClaim claim)
    {
        if (_lanes.Count < PeerLink.MaxLanes && !_lanes.ContainsKey(handle) && _services.Devices.Find(claim.DeviceId) is { } device)
        {
            var lane = new InboundLane(_outbox, handle, device.Direct, claim.Epoch);
            if (lane.Open(claim, _gateway))
            {
                _lanes[handle] = lane;
                _outbox.Answer(PeerFrameType.Opened, handle);
                return;
            }
        }

        _outbox.Answer(PeerFrameType.Closed, handle);
    }

    // The driver's gateway answers with a close, whoever closed it.
    private void Drop(uint handle, InboundLane lane)
    {
        _lanes.Remove(handle);
        lane.Leave();
        _outbox.Answer(PeerFrameType.Closed, handle);
    }
}
