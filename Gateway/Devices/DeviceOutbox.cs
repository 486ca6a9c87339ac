using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Devices;

/// <summary>
/// What the server writes to a board. Lanes, most urgent first: notices of the lease (bounded, in order, renewals
/// coalesced), one drive slot (latest wins), signaling (bounded). Nothing is written before <c>registered</c>.
/// </summary>
/// <remarks>A board that leaves 64 notices untaken is dead: its connection is aborted.</remarks>
internal sealed class DeviceOutbox(WebSocket socket, MonotonicClock clock, GatewayMetrics metrics, TrafficMeter traffic, int maxCommandAgeMs)
    : SignalingOutbox(socket, clock, traffic)
{
    private const int ThroughTheGrain = 0;

    private readonly GatewayMetrics _metrics = metrics;
    private readonly ControllerFence _fence = new();
    private readonly DriveAuthority _authority = new();
    private readonly NoticeLane _notices = new();
    private DriveCommand? _drive;

    // The last stop of the driver's own that came past the grain; the same comes through it as well, and must not stop a driver
    // who drives again by then.
    private (long Epoch, uint AfterSeq)? _driverStopped;

    // The way of the last command that passed.
    private int _drivenBy;
    private bool _open;

    /// <summary>Writes <c>registered</c> first and lets the lanes run.</summary>
    public void Open(byte[] registered, bool stopped)
    {
        lock (Gate)
        {
            _fence.Registered(stopped);
            _notices.Open(registered);
            _open = true;
        }

        Signal();
    }

    /// <summary>The car's grain was activated anew: brings the device up to what it says of a latched stop.</summary>
    public void Reattached(bool stopped, int registration)
    {
        lock (Gate)
        {
            if (_fence.Reattached(stopped, registration) is not { } notice) return;
            Enqueue(notice);
        }

        Signal();
    }

    /// <summary>The server stops: a controller hears so before its socket closes.</summary>
    public byte[]? Goodbye()
    {
        lock (Gate) return _fence.Epoch == 0 ? null : ServerMessages.Write(new { type = "stop", epoch = _fence.Epoch, reason = "server-stops", latched = false });
    }

    /// <summary>Leaves a message of the server's own, such as <c>relay</c> or <c>error</c>.</summary>
    public void Send(byte[] utf8)
    {
        lock (Gate) Enqueue(utf8);
        Signal();
    }

    /// <summary>Leaves the lease, set or renewed.</summary>
    public void Session(SessionNotice notice)
    {
        lock (Gate)
        {
            var epoch = _fence.Epoch;
            if (!_fence.Session(notice, Clock.NowMs)) return;
            _authority.Session(notice, Clock.NowMs);
            Enqueue(notice);
            if (notice.Epoch > epoch && _fence.Resumed) Enqueue(new ResumeNotice(notice.Order, notice.Epoch));
        }

        Signal();
    }

    /// <summary>Lets a driver in past the grain: the number of its way, or 0 when the claim is not good.</summary>
    public int OpenDirect(DirectClaim claim, string fromGateway, string ownGateway)
    {
        lock (Gate) return _authority.Open(claim, fromGateway, ownGateway, Clock.NowMs);
    }

    /// <summary>Puts a command that came past the grain into the slot. False when its way is closed, or the socket closes.</summary>
    public bool DriveDirect(int way, DriveCommand command)
    {
        DriveRefusal refusal;
        lock (Gate)
        {
            if (Closing || !_authority.Allows(way, Clock.NowMs)) return false;
            refusal = Put(command, way);
        }

        AfterPut(refusal);
        return true;
    }

    /// <summary>Stops the car at the word of who drives it past the grain; unless the driver asked for it, the way is closed.</summary>
    public void StopDirect(int way, uint afterSeq, StopReason reason)
    {
        lock (Gate) StopWay(way, afterSeq, reason);
        Signal();
    }

    /// <summary>
    /// A way past the grain is lost: stops the car that was driven over it. The driver's gateway may have noticed first; then
    /// commands come through the grain already, and a stop would only take the car from a driver who has it.
    /// </summary>
    public void LostDirect(int way)
    {
        lock (Gate)
        {
            if (_drivenBy == way) StopWay(way, 0, StopReason.DriverLost);
            else _authority.Close(way);
        }

        Signal();
    }

    /// <summary>Closes a way past the grain.</summary>
    public void CloseDirect(int way)
    {
        lock (Gate) _authority.Close(way);
    }

    /// <summary>Renews the lease while a driver drives on past a grain that is silent.</summary>
    public void RenewDirect()
    {
        lock (Gate)
        {
            var now = Clock.NowMs;
            if (_authority.Renewal(now) is not { } notice) return;
            _fence.Renewed(now);
            Enqueue(notice);
        }

        _metrics.LeaseRenewedHere();
        Signal();
    }

    /// <summary>Leaves a stop and voids the drive that waits, if the stop came after it.</summary>
    public void Stop(StopNotice notice)
    {
        lock (Gate)
        {
            _authority.Stop(notice);
            if (!_fence.Stop(notice)) return;
            if (notice is { Reason: StopReason.Driver, Latched: false } && _driverStopped == (notice.Epoch, notice.AfterSeq)) return;
            Enqueue(notice);
        }

        Signal();
    }

    /// <summary>Leaves the end of a latched stop.</summary>
    public void Resume(ResumeNotice notice)
    {
        lock (Gate)
        {
            if (!_fence.Resume(notice)) return;

            // The controller may have heard of a newer session before this.
            Enqueue(notice.Epoch < _fence.Epoch ? notice with { Epoch = _fence.Epoch } : notice);
        }

        Signal();
    }

    /// <summary>Leaves the end of a session.</summary>
    public void SessionEnded(SessionEndedNotice notice)
    {
        lock (Gate)
        {
            _authority.SessionEnded(notice);
            if (!_fence.SessionEnded(notice)) return;
            Enqueue(notice);
        }

        Signal();
    }

    /// <summary>Puts a command that came through the grain into the slot; what waited there is dropped.</summary>
    public void Drive(DriveCommand command)
    {
        DriveRefusal refusal;
        lock (Gate) refusal = Put(command, ThroughTheGrain);
        AfterPut(refusal);
    }

    protected override OutboundMessage Take()
    {
        while (true)
        {
            DriveRefusal refusal;
            lock (Gate)
            {
                if (!_open) return OutboundMessage.None;
                if (_notices.TryTake(out var notice)) return Counted(BoardMessages.Write(notice));
                if (_drive is not { } drive) return TakeSignal();

                _drive = null;
                var now = Clock.NowMs;
                refusal = _fence.Recheck(drive, now);
                if (refusal == DriveRefusal.None && now - drive.OriginMs > maxCommandAgeMs) refusal = DriveRefusal.TooOldAtWrite;
                if (refusal == DriveRefusal.None)
                {
                    _metrics.DriveWritten(now - drive.OriginMs);
                    return Counted(BoardMessages.Write(drive));
                }
            }

            _metrics.DriveRefused(refusal);
        }
    }

    private OutboundMessage Counted(OutboundMessage message)
    {
        Traffic.Out(Rung.Control, message.Bytes.Length);
        return message;
    }

    protected override OutboundMessage TakeUrgent()
    {
        lock (Gate)
        {
            return _open && _notices.TryTakeUrgent(out var notice) ? Counted(BoardMessages.Write(notice)) : OutboundMessage.None;
        }
    }

    // Nothing when that way is closed. Under the gate.
    private void StopWay(int way, uint afterSeq, StopReason reason)
    {
        if (!_authority.Allows(way, Clock.NowMs)) return;

        // Outside the grain's order: newer than all of it so far, and it leaves no latch behind.
        var notice = new StopNotice(long.MaxValue, _fence.Epoch, afterSeq, reason, Latched: false);
        _fence.Stop(notice);
        if (reason == StopReason.Driver) _driverStopped = (notice.Epoch, afterSeq);
        else _authority.Close(way);
        Enqueue(notice);
    }

    // Under the gate.
    private DriveRefusal Put(DriveCommand command, int way)
    {
        var refusal = _fence.Admit(command, Clock.NowMs);
        if (refusal != DriveRefusal.None) return refusal;
        if (_drive is not null) refusal = DriveRefusal.Overwritten;
        (_drive, _drivenBy) = (command, way);
        return refusal;
    }

    private void AfterPut(DriveRefusal refusal)
    {
        if (refusal != DriveRefusal.None) _metrics.DriveRefused(refusal);
        if (refusal is DriveRefusal.None or DriveRefusal.Overwritten) Signal();
    }

    // Under the same gate under which the notice was decided: an end must not be overtaken by a renewal of what ended, nor a
    // stop by the resume before it.
    private void Enqueue(object notice)
    {
        if (!_notices.TryAdd(notice)) Abort();
    }
}
