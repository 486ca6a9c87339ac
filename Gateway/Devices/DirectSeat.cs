using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Peers;

namespace RcFleet.Gateway.Devices;

/// <summary>The seat of who drives a controller past the grain: one at a time, and who comes takes it from who was there.</summary>
internal sealed class DirectSeat(DeviceOutbox outbox, GatewayIdentity identity, GatewayMetrics metrics)
{
    private readonly Lock _gate = new();
    private volatile IDirectHolder? _holder;
    private bool _gone;

    /// <summary>Somebody drives past the grain.</summary>
    public bool IsTaken => _holder is not null;

    /// <summary>Lets a driver drive past the grain, in place of who did before. The number of the way, or 0 when the claim is not good.</summary>
    public int Open(DirectClaim claim, string fromGateway, IDirectHolder holder)
    {
        int way;
        IDirectHolder? before = null;
        lock (_gate)
        {
            if (_gone || outbox.Closing) return 0;
            way = outbox.OpenDirect(claim, fromGateway, identity.Id);
            if (way != 0) (before, _holder) = (_holder, holder);
        }

        if (way == 0) metrics.PeerRefused("grant");
        else if (before != holder) before?.Closed();
        return way;
    }

    /// <summary>One command, on this gateway's clock. False when its way is closed.</summary>
    public bool Drive(int way, DriveCommand command)
    {
        if (outbox.DriveDirect(way, command)) return true;
        metrics.DriveRefused(DriveRefusal.NoGrant);
        return false;
    }

    /// <summary>Stops the car.</summary>
    public void Stop(int way, uint afterSeq, StopReason reason) => outbox.StopDirect(way, afterSeq, reason);

    /// <summary>The way broke: nobody drives the car over it any more.</summary>
    public void Lost(int way, IDirectHolder holder)
    {
        outbox.LostDirect(way);
        Close(way, holder);
    }

    /// <summary>Who drove past the grain is done.</summary>
    public void Close(int way, IDirectHolder holder)
    {
        outbox.CloseDirect(way);
        lock (_gate)
        {
            if (_holder == holder) _holder = null;
        }
    }

    /// <summary>Tells who drives past the grain what the controller reports.</summary>
    public void Report(DeviceTelemetry telemetry) => _holder?.State(telemetry);

    /// <summary>The controller is gone: who drives is told, and nobody comes any more.</summary>
    public void Leave()
    {
        IDirectHolder? holder;
        lock (_gate) (_gone, holder, _holder) = (true, _holder, null);
        holder?.Closed();
    }
}
