using RcFleet.Cars;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Devices;

/// <summary>
/// The fence at a controller's socket: which notices are news, and which drive commands may pass. Assumes no order: a late
/// renewal changes nothing, a late stop still stops, a late end still ends.
/// </summary>
internal sealed class ControllerFence
{
    private long _sessionOrder = -1;
    private long _latchOrder = -1;
    private long _resumeOrder = -1;
    private long _epoch;
    private long _endedEpoch;
    private long _renewedAtMs;
    private int _leaseTtlMs;
    private uint _lastSeq;
    private long _voidEpoch;
    private uint _voidSeq;
    private bool _latched;

    /// <summary>The epoch that the server's session set last; 0 before the first.</summary>
    public long Epoch => _epoch;

    /// <summary>
    /// A latched stop has been ended since the controller registered, and none is in force: said again under each new epoch,
    /// since a controller ignores a resume of an epoch older than its own, and may have heard of the newer one first.
    /// </summary>
    public bool Resumed => _resumeOrder >= 0 && !_latched;

    /// <summary>The gateway renews in the grain's place.</summary>
    public void Renewed(long nowMs) => _renewedAtMs = nowMs;

    /// <summary>Sets or renews the lease. False when the notice is late or its epoch is over: it must not reach the device.</summary>
    public bool Session(SessionNotice notice, long nowMs)
    {
        if (notice.Order <= _sessionOrder || notice.Epoch <= _endedEpoch || notice.Epoch < _epoch) return false;
        _sessionOrder = notice.Order;
        if (notice.Epoch > _epoch)
        {
            _epoch = notice.Epoch;
            _lastSeq = 0;
        }

        _renewedAtMs = nowMs;
        _leaseTtlMs = notice.LeaseTtlMs;
        return true;
    }

    /// <summary>Voids every drive in flight. False when a resume that came after it is here already.</summary>
    public bool Stop(StopNotice notice)
    {
        Void(notice.Epoch, notice.AfterSeq);
        if (notice.Order < _resumeOrder) return false;

        // Who takes the car from its driver may not have seen what came past the grain.
        if (notice.Epoch == _epoch && (notice.Latched || notice.Reason != StopReason.Driver)) Void(_epoch, _lastSeq);
        if (notice.Latched)
        {
            _latched = true;
            _latchOrder = Math.Max(_latchOrder, notice.Order);
        }

        return true;
    }

    /// <summary>Ends a latched stop. False when a newer latched stop is here already.</summary>
    public bool Resume(ResumeNotice notice)
    {
        if (notice.Order < _latchOrder || notice.Order <= _resumeOrder) return false;
        _resumeOrder = notice.Order;
        _latched = false;
        return true;
    }

    /// <summary>Ends a session: its epoch and all before it are void for ever. False when a newer session is here already.</summary>
    public bool SessionEnded(SessionEndedNotice notice)
    {
        _endedEpoch = Math.Max(_endedEpoch, notice.Epoch);
        return notice.Epoch >= _epoch;
    }

    /// <summary>What the car's grain said when the controller registered. A resume that is here already came after it.</summary>
    public void Registered(bool stopped)
    {
        if (stopped && _resumeOrder < 0) _latched = true;
    }

    /// <summary>
    /// What the car's grain said when it was activated anew and the controller was attached again: a stop or a resume may
    /// have come between. Null when nothing did, else the stop or resume that the device must hear.
    /// </summary>
    public object? Reattached(bool stopped, int registration)
    {
        // What came under the new registration is newer than the answer to it.
        var since = (long)registration << 32;
        if (_latched == stopped || (stopped ? _resumeOrder : _latchOrder) >= since) return null;
        _latched = stopped;
        return stopped ? new StopNotice(since, _epoch, 0, StopReason.Operator, Latched: true) : new ResumeNotice(since, _epoch);
    }

    /// <summary>Whether <paramref name="command"/> may wait for the socket; remembers its sequence if so.</summary>
    public DriveRefusal Admit(DriveCommand command, long nowMs)
    {
        var refusal = Recheck(command, nowMs);
        if (refusal != DriveRefusal.None) return refusal;
        if (command.Seq <= _lastSeq) return DriveRefusal.Overtaken;
        _lastSeq = command.Seq;
        return DriveRefusal.None;
    }

    /// <summary>Whether a command that was admitted may still be written: a stop, an end or a stalled lease may have come since.</summary>
    public DriveRefusal Recheck(DriveCommand command, long nowMs)
    {
        if (command.Epoch != _epoch || command.Epoch <= _endedEpoch) return DriveRefusal.OtherEpoch;
        if (_latched) return DriveRefusal.Latched;
        if (command.Epoch < _voidEpoch || (command.Epoch == _voidEpoch && command.Seq <= _voidSeq)) return DriveRefusal.VoidedByStop;
        if (nowMs - _renewedAtMs > _leaseTtlMs) return DriveRefusal.LeaseNotRenewed;
        return DriveRefusal.None;
    }

    private void Void(long epoch, uint seq)
    {
        if (epoch < _voidEpoch || (epoch == _voidEpoch && seq <= _voidSeq)) return;
        _voidEpoch = epoch;
        _voidSeq = seq;
    }
}
