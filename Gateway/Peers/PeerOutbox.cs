using System.Buffers;
using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Peers;

/// <summary>
/// What a driver's gateway writes to a controller's. Lanes, most urgent first: stops, opening and closing, the beat, then one
/// drive slot a car (latest wins), in turn. Nothing is queued: each car stands in each line at most once.
/// </summary>
internal sealed class PeerOutbox(WebSocket socket, MonotonicClock clock, GatewayMetrics metrics) : SocketOutbox(socket, clock)
{
    private readonly Queue<PeerLane> _stops = new();
    private readonly Queue<byte[]> _control = new();
    private readonly Queue<PeerLane> _drives = new();
    private bool _beat;

    /// <summary>Asks for a way.</summary>
    public void Open(byte[] frame)
    {
        lock (Gate) _control.Enqueue(frame);
        Signal();
    }

    /// <summary>Puts a command into its car's slot.</summary>
    public bool Drive(PeerLane lane, DriveCommand command)
    {
        bool overwritten;
        lock (Gate)
        {
            overwritten = lane.Drive is not null;
            lane.Drive = command;
            if (!lane.InLine)
            {
                lane.InLine = true;
                _drives.Enqueue(lane);
            }
        }

        if (overwritten) metrics.DriveRefused(Drivers.DriveRefusal.Overwritten);
        Signal();
        return true;
    }

    /// <summary>Stops a car; its drive that waits is dropped.</summary>
    public void Stop(PeerLane lane, uint afterSeq, StopReason reason)
    {
        lock (Gate)
        {
            lane.Drive = null;
            if (lane.Halt is null) _stops.Enqueue(lane);

            // That the driver is lost outlasts a stop that it asked for.
            lane.Halt = (Math.Max(afterSeq, lane.Halt?.AfterSeq ?? 0), lane.Halt is { Reason: not StopReason.Driver } ? lane.Halt.Value.Reason : reason);
        }

        Signal();
    }

    /// <summary>Closes a way, after its stop.</summary>
    public void Close(PeerLane lane)
    {
        lock (Gate)
        {
            lane.Drive = null;
            _control.Enqueue(PeerFrames.Plain(PeerFrameType.Close, lane.Handle));
        }

        Signal();
    }

    /// <summary>This gateway lives.</summary>
    public void Beat()
    {
        lock (Gate) _beat = true;
        Signal();
    }

    protected override OutboundMessage Take()
    {
        lock (Gate)
        {
            if (_stops.TryDequeue(out var stopped))
            {
                var (afterSeq, reason) = stopped.Halt!.Value;
                stopped.Halt = null;
                return OutboundMessage.Binary(PeerFrames.Stop(stopped.Handle, afterSeq, reason));
            }

            if (_control.TryDequeue(out var frame)) return OutboundMessage.Binary(frame);
            if (_beat)
            {
                _beat = false;
                return OutboundMessage.Binary(PeerFrames.Beat(unchecked((uint)Clock.NowMs)));
            }

            while (_drives.TryDequeue(out var lane))
            {
                lane.InLine = false;
                if (lane.Drive is not { } command) continue;
                lane.Drive = null;
                var buffer = ArrayPool<byte>.Shared.Rent(PeerFrames.DriveBytes);
                return OutboundMessage.RentedBinary(buffer, PeerFrames.Drive(buffer, lane.Handle, command, Clock.NowMs));
            }

            return OutboundMessage.None;
        }
    }
}
