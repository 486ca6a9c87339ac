using System.Security.Cryptography;
using System.Text;

namespace RcFleet.Cars;

/// <summary>
/// One driver at a time on one car, fenced by an epoch and metered by a clock. Pure: no I/O, time is handed in as
/// monotonic milliseconds that never go back.
/// </summary>
/// <remarks>
/// <code>
///          Grant                    Join               Leave, Reissue
///  None ──────────► AwaitingJoin ──────────► Driving ─────────────► Grace
///                    ▲                          ▲  Join: epoch+1      │
///          Restore ──┘                          └─────────────────────┘
///
///  any live phase ── End (released, revoked, disabled; or what Due says: expired, never joined, driver lost) ──► None
/// </code>
/// The clock runs in Driving and Grace, and only while the car can be driven: its controller is online, no stop is
/// latched, it is in service. The epoch grows at a grant, at a reissue, and at every join but the first after those.
/// Who publishes an epoch makes <see cref="Record"/> durable first: after a restart the record is all that is known.
/// </remarks>
internal sealed class Lease
{
    /// <summary>Cap on |throttle| while it is driven, 0 to 1.</summary>
    public const float MaxThrottle = 1.0f;

    private readonly LeaseOptions _options;
    private readonly long _restoredMs;
    private LeaseRecord _record;
    private long _meteredAt;
    private long _deadline;
    private bool _online;
    private bool _epochUnused;

    private Lease(LeaseRecord record, LeaseOptions options, long now)
    {
        (_record, _options, _meteredAt) = (record, options, now);
        _restoredMs = record.Session?.RemainingMs ?? 0;
        if (record.Session is not null) AwaitJoin(now, epochUnused: false);
    }

    /// <summary>The durable part, metered up to the last call that took a time.</summary>
    public LeaseRecord Record => _record;

    /// <summary>Where the lease stands.</summary>
    public LeasePhase Phase { get; private set; }

    /// <summary>The connection that drives; null unless <see cref="LeasePhase.Driving"/>.</summary>
    public string? Driver { get; private set; }

    /// <summary>The live session, or null.</summary>
    public SessionRecord? Session => _record.Session;

    /// <summary>The only epoch whose commands may reach the car.</summary>
    public long Epoch => _record.Epoch;

    /// <summary>The epoch of the last join; grows with every join, and is below <see cref="Epoch"/> until that one is joined.</summary>
    public long LastJoin => _epochUnused ? Epoch - 1 : Epoch;

    /// <summary>How long a board obeys without a renewal, in milliseconds.</summary>
    public int TtlMs => _options.LeaseTtlMs;

    /// <summary>A latched stop is in force.</summary>
    public bool Stopped => _record.Stopped;

    /// <summary>Taken out of service.</summary>
    public bool Disabled => _record.Disabled;

    /// <summary>The controller is connected and, in a session, was heard lately.</summary>
    public bool Online => _online;

    /// <summary>A session is live but the car can't be driven: the clock stands whoever holds the wheel.</summary>
    public bool Paused => Session is not null && !Drivable;

    /// <summary>Why no new session can be granted, the first that holds; null when one can.</summary>
    public GrantOutcome? Refusal =>
        Disabled ? GrantOutcome.CarDisabled
        : Stopped ? GrantOutcome.CarStopped
        : !_online ? GrantOutcome.CarOffline
        : Session is not null ? GrantOutcome.CarBusy
        : null;

    private bool Drivable => _online && !Stopped && !Disabled;

    private bool Held => Phase is LeasePhase.Driving or LeasePhase.Grace;

    /// <summary>Takes up the lease as it was last saved. A live session awaits its driver, whose join takes a new epoch.</summary>
    public static Lease Restore(LeaseRecord record, LeaseOptions options, long now) => new(record, options, now);

    /// <summary>What another activation needs beside <see cref="Record"/> to go on as this one would have.</summary>
    public LeaseHandover HandOver(long now)
    {
        Meter(now);
        return new LeaseHandover(Phase, Driver, _deadline - now, _online, _epochUnused);
    }

    /// <summary>Goes on with a lease that another activation handed over; the time in between is nobody's.</summary>
    public static Lease TakeOver(LeaseRecord record, LeaseHandover handover, LeaseOptions options, long now) =>
        new(record, options, now)
        {
            Phase = handover.Phase,
            Driver = handover.Driver,
            _deadline = now + handover.DeadlineInMs,
            _online = handover.Online,
            _epochUnused = handover.EpochUnused,
        };

    /// <summary>Whether <paramref name="tokenHash"/> is the live session's, in constant time.</summary>
    public bool IsHeldBy(string tokenHash) =>
        Session is { } session
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.TokenHash), Encoding.UTF8.GetBytes(tokenHash));

    /// <summary>Starts a session with a new epoch, or says why not.</summary>
    public GrantOutcome Grant(long now, string sessionId, string tokenHash, string? code, long grantedMs, long startedAtMs = 0)
    {
        if (Refusal is { } refusal) return refusal;
        Meter(now);
        _record = _record with
        {
            Epoch = Epoch + 1,
            Session = new SessionRecord
            {
                SessionId = sessionId,
                TokenHash = tokenHash,
                Code = code,
                GrantedMs = grantedMs,
                RemainingMs = grantedMs,
                StartedAtMs = startedAtMs,
            },
        };
        AwaitJoin(now, epochUnused: true);
        return GrantOutcome.Granted;
    }

    /// <summary>Gives the live session a new token and a new epoch; the time left stays. Returns the connection that drove until now.</summary>
    public string? Reissue(long now, string tokenHash)
    {
        if (Session is null) throw new InvalidOperationException("Only a live session can be reissued.");
        Meter(now);
        var replaced = Driver;
        _record = _record with { Epoch = Epoch + 1, Session = Session with { TokenHash = tokenHash } };

        // No new time to join: a session must not be held for nothing by asking for one token after the other.
        if (Driver is not null) EnterGrace(now);
        _epochUnused = true;
        return replaced;
    }

    /// <summary>Lets a connection drive in place of any other. The caller has checked the token.</summary>
    public LeaseJoin Join(long now, string connectionId)
    {
        if (Session is null) throw new InvalidOperationException("Only a live session can be joined.");
        Meter(now);
        var replaced = Driver;
        var taken = !_epochUnused;
        _record = _record with { Epoch = taken ? Epoch + 1 : Epoch, Session = Session with { Joined = true } };
        (_epochUnused, Phase, Driver) = (false, LeasePhase.Driving, connectionId);
        return new LeaseJoin(Epoch, taken, replaced);
    }

    /// <summary>The driver's socket is gone. False when that connection does not drive.</summary>
    public bool Leave(long now, string connectionId)
    {
        if (Driver is null || Driver != connectionId) return false;
        Meter(now);
        EnterGrace(now);
        return true;
    }

    /// <summary>Ends the live session. Null when there is none.</summary>
    public LeaseEnd? End(long now)
    {
        Meter(now);
        if (Session is not { } session) return null;
        _record = _record with { Session = null };
        (Phase, Driver, _epochUnused) = (LeasePhase.None, null, false);
        return new LeaseEnd(session.SessionId, session.Code, session.RemainingMs);
    }

    /// <summary>The controller came or went. True when that changed anything.</summary>
    public bool SetOnline(long now, bool online)
    {
        if (_online == online) return false;
        Meter(now);
        _online = online;
        return true;
    }

    /// <summary>Latches or ends the stop. True when that changed anything.</summary>
    public bool SetStopped(long now, bool stopped)
    {
        if (Stopped == stopped) return false;
        Meter(now);
        _record = _record with { Stopped = stopped };
        return true;
    }

    /// <summary>Takes the car out of service or back; ending the session is the caller's. True when that changed anything.</summary>
    public bool SetDisabled(long now, bool disabled)
    {
        if (Disabled == disabled) return false;
        Meter(now);
        _record = _record with { Disabled = disabled };
        return true;
    }

    /// <summary>Charges the time since the last metering.</summary>
    public void Meter(long now)
    {
        var elapsed = now - _meteredAt;
        if (elapsed <= 0) return;
        _meteredAt = now;
        if (!Held || Session is not { } session) return;
        _record = _record with
        {
            Session = Drivable
                ? session with { RemainingMs = Math.Max(0, session.RemainingMs - elapsed) }
                : session with { PausedMs = session.PausedMs + elapsed },
        };
    }

    /// <summary>
    /// While a restored session awaits its driver: no more than this was left when the driver was seen driving last. Never
    /// gives time back, and takes at most <paramref name="mostMs"/> from what was restored. True when it took any.
    /// </summary>
    public bool ChargeDownTo(long remainingMs, long mostMs)
    {
        if (Phase != LeasePhase.AwaitingJoin || Session is not { } session) return false;
        var left = Math.Max(remainingMs, Math.Max(0, _restoredMs - mostMs));
        if (left >= session.RemainingMs) return false;
        _record = _record with { Session = session with { RemainingMs = left } };
        return true;
    }

    /// <summary>Why the session must end now, or null.</summary>
    public EndReason? Due(long now)
    {
        Meter(now);
        if (Session is not { } session) return null;
        if (session.RemainingMs <= 0) return EndReason.Expired;
        return Phase switch
        {
            LeasePhase.AwaitingJoin when now >= _deadline => session.Joined ? EndReason.DriverLost : EndReason.NeverJoined,
            LeasePhase.Grace when now >= _deadline => EndReason.DriverLost,
            _ => null,
        };
    }

    /// <summary>Milliseconds until <see cref="Due"/> may next answer something if nothing happens before; null when never.</summary>
    public long? DueIn(long now)
    {
        Meter(now);
        if (Session is not { } session) return null;
        long? due = Held && Drivable ? session.RemainingMs : null;
        if (Phase is LeasePhase.AwaitingJoin or LeasePhase.Grace) due = Math.Min(due ?? long.MaxValue, Math.Max(0, _deadline - now));
        return due;
    }

    private void EnterGrace(long now) =>
        (Phase, Driver, _deadline) = (LeasePhase.Grace, null, now + (_options.ReconnectGraceSeconds * 1000L));

    private void AwaitJoin(long now, bool epochUnused) =>
        (Phase, Driver, _epochUnused, _deadline) = (LeasePhase.AwaitingJoin, null, epochUnused, now + (_options.JoinSeconds * 1000L));
}
