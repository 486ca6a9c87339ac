using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>One connection of one board: what it is told, in which order, and what it last said.</summary>
internal sealed class BoardLink(DeviceAttachment attachment, DeviceRole role, IDeviceLink link, long now)
{
    private uint _order;
    private long _noted;

    /// <summary>One that another activation handed over, and its link.</summary>
    public BoardLink(BoardHandover handover, IDeviceLink link, long now) : this(handover.Attachment, handover.Role, link, now - handover.HeardAgoMs) =>
        (_order, Telemetry) = (handover.Notices, handover.Telemetry);

    public DeviceAttachment Attachment { get; private set; } = attachment;

    /// <summary>The role that the car has given the board.</summary>
    public DeviceRole Role { get; } = role;

    public IDeviceLink Link { get; private set; } = link;

    /// <summary>When it was last heard, on the grain's monotonic clock, in milliseconds.</summary>
    public long HeardAt { get; set; } = now;

    /// <summary>
    /// Everything that it has measured so far; a member that a report lacks keeps its value, but for the speed: one that
    /// stands still on the driver's screen after its sensor has failed would be a lie.
    /// </summary>
    public DeviceTelemetry Telemetry { get; private set; } = new(null, null, null, null, null, null, null, null);

    public string DeviceId => Attachment.DeviceId;

    public bool IsCamera => Role is DeviceRole.Camera or DeviceRole.Car;

    public bool IsController => Role is DeviceRole.Control or DeviceRole.Car;

    /// <summary>Whether this is that board's connection.</summary>
    public bool Is(string deviceId, string connectionId) =>
        Attachment.DeviceId == deviceId && Attachment.ConnectionId == connectionId;

    /// <summary>Tells the lease, set or renewed, and who may drive past the grain.</summary>
    public void Announce(Lease lease, SessionRecord session, DriverSeat seat)
    {
        var notice = new SessionNotice(
            NextOrder(), session.SessionId, lease.Epoch, session.RemainingMs, lease.TtlMs, Lease.MaxThrottle, lease.Paused,
            lease.Driver, seat.Key, DriverSeat.GrantTtlMs, seat.Unknown);
        Links.Post(Link, notice, static (l, n) => l.Session(n));
    }

    /// <summary>Passes a command on.</summary>
    public void Drive(DriveCommand command) => Links.Post(Link, command, static (l, c) => l.Drive(c));

    /// <summary>Tells a stop that voids every command up to <paramref name="afterSeq"/>.</summary>
    public void Stop(long epoch, uint afterSeq, StopReason reason, bool latched) =>
        Links.Post(Link, new StopNotice(NextOrder(), epoch, afterSeq, reason, latched), static (l, n) => l.Stop(n));

    /// <summary>Tells the end of a latched stop.</summary>
    public void Resume(long epoch) => Links.Post(Link, new ResumeNotice(NextOrder(), epoch), static (l, n) => l.Resume(n));

    /// <summary>Tells the end of a session.</summary>
    public void End(string sessionId, long epoch, EndReason reason) =>
        Links.Post(Link, new SessionEndedNotice(NextOrder(), sessionId, epoch, reason), static (l, n) => l.SessionEnded(n));

    /// <summary>Tells how good a picture is wanted.</summary>
    public void Video(VideoQuality quality) => Links.Post(Link, new VideoNotice(NextOrder(), quality), static (l, n) => l.Video(n));

    /// <summary>Passes signaling on.</summary>
    public void Signal(SignalMessage message) => Links.Post(Link, message, static (l, m) => l.Signal(m));

    /// <summary>Closes its socket.</summary>
    public void Close(DeviceCloseReason reason) => Links.Post(Link, reason, static (l, r) => l.Close(r));

    /// <summary>What another activation needs to go on with it, beside its link.</summary>
    public BoardHandover HandOver(long now) => new(Attachment, Role, _order, now - HeardAt, Telemetry);

    /// <summary>The same registration again.</summary>
    public void Renew(DeviceAttachment attachment, IDeviceLink link) => (Attachment, Link) = (attachment, link);

    /// <summary>Whether a note is newer than all before; notes of one connection may overtake each other.</summary>
    public bool IsNews(long order)
    {
        if (order <= _noted) return false;
        _noted = order;
        return true;
    }

    /// <summary>Takes in a report.</summary>
    public void Hear(DeviceTelemetry report, long now)
    {
        HeardAt = now;
        var last = Telemetry;

        // An acknowledgement is of one epoch only.
        if (report.Epoch is not null && report.Epoch != last.Epoch) last = last with { AckSeq = null, AckAgeMs = null };
        Telemetry = new DeviceTelemetry(
            report.BatteryMv ?? last.BatteryMv,
            report.BatteryPercent ?? last.BatteryPercent,
            report.Rssi ?? last.Rssi,
            report.Epoch ?? last.Epoch,
            report.AckSeq ?? last.AckSeq,
            report.AckAgeMs ?? last.AckAgeMs,
            report.Armed ?? last.Armed,
            report.Neutral ?? last.Neutral,
            report.SpeedMps);
    }

    // Above all earlier ones of this connection, also of earlier registrations.
    private long NextOrder() => ((long)Attachment.Registration << 32) | ++_order;
}
