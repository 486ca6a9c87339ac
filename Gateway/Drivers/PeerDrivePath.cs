using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Drivers;

/// <summary>
/// Past the grain while there is a grant and an open way, else through the grain. Changing between the two can only reorder
/// commands, and the fence at the controller's socket drops the older by epoch and sequence.
/// </summary>
/// <param name="grain">The way through the grain.</param>
/// <param name="open">Asks for a way past it; null while there is none.</param>
/// <param name="clock">This gateway's clock.</param>
/// <param name="metrics">Counts commands by route.</param>
/// <param name="state">Takes what the controller reports.</param>
internal sealed class PeerDrivePath(GrainDrivePath grain, Func<DriveGrant, Action<DeviceTelemetry>, IDirectLane?> open, MonotonicClock clock, GatewayMetrics metrics, Action<DeviceTelemetry> state)
    : IDrivePath
{
    private readonly Lock _gate = new();
    private DriveGrant? _grant;
    private long _grantedMs;
    private volatile IDirectLane? _lane;
    private bool _over;

    /// <inheritdoc />
    public bool WantsGrants => true;

    /// <inheritdoc />
    public bool GoesDirect => _lane?.IsOpen == true;

    /// <inheritdoc />
    public void Use(DriveGrant? grant)
    {
        lock (_gate)
        {
            if (_over) return;
            if (grant != _grant) Leave();
            (_grant, _grantedMs) = (grant, clock.NowMs);
        }

        Check(clock.NowMs);
    }

    /// <inheritdoc />
    public void Send(DriveCommand command)
    {
        if (_lane is { } lane && lane.TrySend(command)) metrics.DriveRouted(lane.Route);
        else grain.Send(command);
    }

    /// <inheritdoc />
    public void Stop(uint afterSeq, StopReason reason) => _lane?.Stop(afterSeq, reason);

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        lock (_gate)
        {
            if (_over) return;
            if (_grant is { } held && nowMs - _grantedMs > held.TtlMs)
            {
                Leave();
                _grant = null;
            }

            if (_lane?.IsClosed == true) _lane = null;
            if (_lane is null && _grant is { } grant) _lane = open(grant, state);
        }
    }

    /// <inheritdoc />
    public void Close()
    {
        lock (_gate)
        {
            _over = true;
            Leave();
        }
    }

    private void Leave()
    {
        _lane?.Close();
        _lane = null;
    }
}
