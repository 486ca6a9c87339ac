using RcFleet.Cars;

namespace RcFleet.Gateway.Drivers;

/// <summary>Through the car's grain.</summary>
internal sealed class GrainDrivePath(ICarGrain car, GatewayMetrics metrics) : IDrivePath
{
    /// <inheritdoc />
    public bool WantsGrants => false;

    /// <inheritdoc />
    public bool GoesDirect => false;

    /// <inheritdoc />
    public void Use(DriveGrant? grant)
    {
    }

    /// <inheritdoc />
    public void Send(DriveCommand command)
    {
        metrics.DriveRouted(DriveRoute.Grain);
        var call = car.Drive(command);
        if (!call.IsCompletedSuccessfully) call.ContinueWith(static t => _ = t.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
    }

    /// <inheritdoc />
    public void Stop(uint afterSeq, StopReason reason)
    {
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
    }

    /// <inheritdoc />
    public void Close()
    {
    }
}
