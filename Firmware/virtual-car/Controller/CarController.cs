using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Controller;

/// <summary>
/// The controller's side of the safety rules: decides, for every moment, whether the motor may turn.
/// No I/O and no clock of its own: every call is handed the monotonic time in ms, which must not go back.
/// </summary>
/// <remarks>
/// Three things must all hold for the motor to turn: a session whose lease lives, a controller that is armed and not
/// stopped, and a fresh drive frame not older than the dead-man time. Anything else is neutral.
/// Not thread-safe: its owner locks.
/// </remarks>
public sealed class CarController(ControllerSettings? settings = null)
{
    private readonly ControllerSettings _settings = settings ?? new ControllerSettings();
    private readonly AgeGate _age = new();
    private int? _failsafeMs;
    private int? _maxCommandAgeMs;

    // Link. Null: no registered connection.
    private long? _registeredAt;

    // Session and lease.
    private uint _epoch;          // highest that a session has set
    private uint _endedEpoch;     // highest that has ended: never comes back
    private bool _live;           // a session of _epoch was announced and has not ended
    private long? _leaseSeenAt;   // last session message of this connection
    private int _leaseTtlMs;
    private double _maxThrottle = 1;

    // Holds.
    private bool _armed;
    private bool _latched;
    private bool _awaitingZero;

    // Drive.
    private uint _lastSeq;
    private long _lastSeqAt;
    private bool _hasSeq;
    private long? _drivenAt;      // arrival of the last frame that may move the motor; null voids it
    private double _throttle;
    private double _steering;

    public RefusalCounters Refusals { get; } = new();

    /// <summary>Messages other than drive that came too late to mean anything: of an older epoch, or of one that has ended.</summary>
    public long StaleMessages { get; private set; }

    /// <summary>The epoch that the server's <c>session</c> set last; 0 before the first.</summary>
    public uint Epoch => _epoch;

    /// <summary>The sequence number taken last in this epoch, or null.</summary>
    public uint? AckSeq => _hasSeq ? _lastSeq : null;

    /// <summary>True while a latched stop holds.</summary>
    public bool Latched => _latched;

    /// <summary>Dead-man time in force, in ms.</summary>
    public int FailsafeMs => _failsafeMs ?? _settings.FailsafeMs;

    /// <summary>How long ago the frame <see cref="AckSeq"/> came, in ms; 0 if none has.</summary>
    public long AckAgeMs(long nowMs) => _hasSeq ? nowMs - _lastSeqAt : 0;

    /// <summary>True while a session is announced, not ended, and its lease on this connection lives.</summary>
    public bool InSession(long nowMs) => _live && LeaseLives(nowMs);

    /// <summary>The server has accepted the registration on a new connection.</summary>
    public void Registered(long nowMs, RegisteredMessage message)
    {
        LinkClosed();
        _registeredAt = nowMs;
        if (message.FailsafeMs is >= ControllerSettings.MinFailsafeMs and <= ControllerSettings.MaxFailsafeMs)
            _failsafeMs = message.FailsafeMs;
        if (message.MaxCommandAgeMs is >= ControllerSettings.MinCommandAgeMs and <= ControllerSettings.MaxCommandAgeLimitMs)
            _maxCommandAgeMs = message.MaxCommandAgeMs;

        // The server remembers the latch for us; what it says here stands for a resume or a stop that we missed.
        if (message.Stopped is true) Latch();
        else if (message.Stopped is false) _latched = false;
    }

    /// <summary>The connection is gone: neutral at once. Armed state, epoch, sequence and latch stay: a reconnect is not a reboot.</summary>
    public void LinkClosed()
    {
        _registeredAt = null;
        _leaseSeenAt = null;
        _age.Reset();
        VoidDrive();
    }

    /// <summary>Sets the epoch, only upwards, and renews the lease.</summary>
    public void Session(long nowMs, SessionMessage message)
    {
        if (_registeredAt is null || message.Epoch < _epoch || message.Epoch <= _endedEpoch)
        {
            StaleMessages++;
            return;
        }

        if (message.Epoch > _epoch)
        {
            _epoch = message.Epoch;
            _hasSeq = false;
            _lastSeq = 0;
            VoidDrive();
        }

        _live = true;
        _leaseSeenAt = nowMs;
        _leaseTtlMs = message.LeaseTtlMs;
        _maxThrottle = message.MaxThrottle;
    }

    /// <summary>Judges a drive frame and, if it is accepted, drives by it. Every call is counted in <see cref="Refusals"/>.</summary>
    public DriveRefusal Drive(long nowMs, DriveMessage frame)
    {
        var verdict = Judge(nowMs, frame);
        Refusals.Count(verdict);
        return verdict;
    }

    /// <summary>Counts a drive frame that could not be read.</summary>
    public DriveRefusal DriveMalformed()
    {
        Refusals.Count(DriveRefusal.Malformed);
        return DriveRefusal.Malformed;
    }

    /// <summary>
    /// Voids every drive in flight. One of an older epoch is about a driver who is gone already and does not disturb the
    /// present one, unless it latches: a latched stop always counts, and so does a stop whose epoch could not be read.
    /// </summary>
    public void Stop(StopMessage message)
    {
        if (message.Latched)
        {
            Latch();
            return;
        }

        if (message.Epoch < _epoch)
        {
            StaleMessages++;
            return;
        }

        _awaitingZero = true;
        VoidDrive();
    }

    /// <summary>Ends a latched stop. The car still waits for a frame with throttle 0. A resume of an older epoch is ignored.</summary>
    public void Resume(ResumeMessage message)
    {
        if (message.Epoch < _epoch)
        {
            StaleMessages++;
            return;
        }

        _latched = false;
    }

    /// <summary>Ends the session of this epoch and any older one for good; the next one arms anew.</summary>
    public void SessionEnded(SessionEndedMessage message)
    {
        _endedEpoch = Math.Max(_endedEpoch, message.Epoch);
        if (message.Epoch < _epoch)
        {
            StaleMessages++;
            return;
        }

        _live = false;
        _leaseSeenAt = null;
        _armed = false;
        VoidDrive();
    }

    /// <summary>What the motor and the servo are told at this moment.</summary>
    public ControllerOutput Output(long nowMs)
    {
        var mayDrive = _registeredAt is not null
            && InSession(nowMs)
            && _armed && !_latched && !_awaitingZero
            && _drivenAt is { } driven && nowMs - driven <= FailsafeMs;
        return mayDrive
            ? new ControllerOutput(_throttle, _steering, Neutral: false, Armed: true)
            : new ControllerOutput(0, 0, Neutral: true, _armed);
    }

    private DriveRefusal Judge(long nowMs, DriveMessage frame)
    {
        if (!frame.IsValid) return DriveRefusal.Malformed;
        if (_registeredAt is not { } registeredAt) return DriveRefusal.LinkDown;
        if (!_live) return DriveRefusal.NoSession;
        if (frame.Epoch != _epoch) return DriveRefusal.WrongEpoch;
        if (!LeaseLives(nowMs)) return DriveRefusal.LeaseExpired;
        if (frame.Seq <= _lastSeq) return DriveRefusal.StaleSequence;
        if (_age.Observe(nowMs, frame.T) > (_maxCommandAgeMs ?? _settings.MaxCommandAgeMs)) return DriveRefusal.TooOld;

        _lastSeq = frame.Seq;
        _lastSeqAt = nowMs;
        _hasSeq = true;
        if (_latched) return DriveRefusal.Stopped;

        var atZero = frame.Throttle == 0;
        if (!_armed)
        {
            if (!atZero || nowMs - registeredAt < _settings.LinkGoodMs) return DriveRefusal.NotArmed;
            _armed = true;
        }

        if (_awaitingZero && !atZero) return DriveRefusal.AwaitingZero;
        _awaitingZero = false;

        _drivenAt = nowMs;
        _throttle = Math.Clamp(frame.Throttle, -_maxThrottle, _maxThrottle);
        _steering = frame.Steering;
        return DriveRefusal.Accepted;
    }

    private bool LeaseLives(long nowMs) => _leaseSeenAt is { } seen && nowMs - seen < _leaseTtlMs;

    private void Latch()
    {
        _latched = true;
        _awaitingZero = true;
        VoidDrive();
    }

    private void VoidDrive()
    {
        _drivenAt = null;
        _throttle = 0;
        _steering = 0;
    }
}
