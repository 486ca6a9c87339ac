using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Peers;

/// <summary>The way past the grain when the controller's socket is on this very gateway.</summary>
internal sealed class LocalLane : IDirectLane, IDirectHolder
{
    private readonly DirectSeat _seat;
    private readonly Action<DeviceTelemetry> _state;
    private readonly int _way;
    private volatile bool _closed;

    public LocalLane(DirectSeat seat, DriveGrant grant, GatewayIdentity identity, Action<DeviceTelemetry> state)
    {
        (_seat, _state) = (seat, state);
        _way = seat.Open(DirectClaim.Of(grant, identity.Id), identity.Id, this);
        if (_way == 0) _closed = true;
    }

    /// <inheritdoc />
    public DriveRoute Route => DriveRoute.Local;

    /// <inheritdoc />
    public bool IsOpen => !_closed;

    /// <inheritdoc />
    public bool IsClosed => _closed;

    /// <inheritdoc />
    public bool TrySend(DriveCommand command)
    {
        if (_closed) return false;
        if (_seat.Drive(_way, command)) return true;
        Close();
        return false;
    }

    /// <inheritdoc />
    public void Stop(uint afterSeq, StopReason reason)
    {
        if (!_closed) _seat.Stop(_way, afterSeq, reason);
    }

    /// <inheritdoc />
    public void Close()
    {
        if (_closed) return;
        _closed = true;
        _seat.Close(_way, this);
    }

    /// <inheritdoc />
    public void Closed() => _closed = true;

    /// <inheritdoc />
    public void State(DeviceTelemetry telemetry) => _state(telemetry);
}
