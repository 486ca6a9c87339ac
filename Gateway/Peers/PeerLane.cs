using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Peers;

/// <summary>The way past the grain to a controller on another gateway: one slot for a drive, one for a stop. Guarded by its outbox.</summary>
internal sealed class PeerLane(PeerOutbox outbox, uint handle, Action<DeviceTelemetry> state, Action<uint> forget) : IDirectLane
{
    private volatile bool _open;
    private volatile bool _closed;

    /// <summary>Its number on the link.</summary>
    public uint Handle => handle;

    /// <summary>The latest command that waits for the socket.</summary>
    public DriveCommand? Drive { get; set; }

    /// <summary>The stop that waits for the socket.</summary>
    public (uint AfterSeq, StopReason Reason)? Halt { get; set; }

    /// <summary>It stands in line for its drive.</summary>
    public bool InLine { get; set; }

    /// <inheritdoc />
    public DriveRoute Route => DriveRoute.Link;

    /// <inheritdoc />
    public bool IsOpen => _open && !_closed;

    /// <inheritdoc />
    public bool IsClosed => _closed;

    /// <inheritdoc />
    public bool TrySend(DriveCommand command) => IsOpen && outbox.Drive(this, command);

    /// <inheritdoc />
    public void Stop(uint afterSeq, StopReason reason)
    {
        if (IsOpen) outbox.Stop(this, afterSeq, reason);
    }

    /// <inheritdoc />
    public void Close()
    {
        if (_closed) return;
        _closed = true;
        forget(handle);
        outbox.Close(this);
    }

    /// <summary>The other gateway let it in.</summary>
    public void Opened() => _open = true;

    /// <summary>The other gateway closed it: it may forget it as well.</summary>
    public void Refused()
    {
        _closed = true;
        outbox.Close(this);
    }

    /// <summary>The link is gone.</summary>
    public void Ended() => _closed = true;

    /// <summary>What the controller reported.</summary>
    public void State(DeviceTelemetry telemetry) => state(telemetry);
}
