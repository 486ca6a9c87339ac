using RcFleet.Cars;
using RcFleet.Gateway.Peers;

namespace RcFleet.Gateway.Devices;

/// <summary>
/// Who may drive past the grain, and until when: what the grain's notices said last. Pure: time is handed in. While the
/// grain is silent and its holder drives on, this renews the lease in its place.
/// </summary>
/// <remarks>
/// Each authority has a number; a way that was opened under another one is refused. It ends with a stop that takes the car
/// from the driver, with the session, when another connection drives, and when the grant's time is up.
/// </remarks>
internal sealed class DriveAuthority
{
    /// <summary>How much earlier than a third of the time to live a renewal is made: connections are looked at every 250 ms.</summary>
    private const int EarlyMs = 250;

    private long _order = -1;
    private SessionNotice? _last;
    private long _heardMs;
    private long _writtenMs;
    private long _epoch;
    private string? _holder;
    private string? _key;
    private long _untilMs;
    private int _number;
    private bool _open;

    /// <summary>The lease as the grain set or renewed it, already admitted by the fence.</summary>
    public void Session(SessionNotice notice, long nowMs)
    {
        if (notice.Order <= _order) return;
        (_order, _last, _heardMs, _writtenMs) = (notice.Order, notice, nowMs, nowMs);
        if (notice.HolderUnknown && notice.Epoch == _epoch) return;
        if (notice.Epoch != _epoch || notice.Holder != _holder || notice.HolderKey != _key)
        {
            (_epoch, _holder, _key) = (notice.Epoch, notice.Holder, notice.HolderKey);
            Shut();
        }

        _untilMs = nowMs + notice.GrantTtlMs;
    }

    /// <summary>A stop from the grain. One that the driver asked for leaves the driver at the wheel.</summary>
    public void Stop(StopNotice notice)
    {
        if (notice.Order <= _order || (notice.Reason == StopReason.Driver && !notice.Latched)) return;
        _order = notice.Order;
        Revoke();
    }

    /// <summary>The end of a session.</summary>
    public void SessionEnded(SessionEndedNotice notice)
    {
        if (notice.Epoch >= _epoch) Revoke();
    }

    /// <summary>The number under which a way may be used, or 0 when the claim is not that of the holder of this very epoch.</summary>
    public int Open(DirectClaim claim, string fromGateway, string ownGateway, long nowMs)
    {
        if (_key is not { } key || claim.Epoch != _epoch || claim.Holder != _holder || nowMs > _untilMs) return 0;
        if (!claim.IsProvedBy(key, fromGateway, ownGateway)) return 0;
        Shut();
        _open = true;
        return _number;
    }

    /// <summary>Whether what was opened under that number may still be used.</summary>
    public bool Allows(int number, long nowMs) => _open && number == _number && nowMs <= _untilMs;

    /// <summary>Closes what was opened under that number. False when it was closed before.</summary>
    public bool Close(int number)
    {
        if (!_open || number != _number) return false;
        Shut();
        return true;
    }

    /// <summary>The renewal that is due because the grain gave none, its time counted down; null when there is nothing to renew.</summary>
    public SessionNotice? Renewal(long nowMs)
    {
        if (!_open || _last is not { Paused: false } last || nowMs > _untilMs) return null;
        if (nowMs - _writtenMs < (last.LeaseTtlMs / 3) - EarlyMs) return null;
        var left = last.RemainingMs - (nowMs - _heardMs);
        if (left <= 0) return null;
        _writtenMs = nowMs;
        return last with { RemainingMs = left };
    }

    private void Revoke()
    {
        (_last, _holder, _key, _untilMs) = (null, null, null, 0);
        Shut();
    }

    private void Shut()
    {
        _open = false;
        _number++;
    }
}
