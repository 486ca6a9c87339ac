using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>One connection of one board: where to send, in which order, and what the board last said.</summary>
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

    /// <summary>The order of the next notice: above all earlier ones of this connection, also of earlier registrations.</summary>
    public long NextOrder() => ((long)Attachment.Registration << 32) | ++_order;

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
}
