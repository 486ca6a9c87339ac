using RcFleet.Cars;

namespace RcFleet.Gateway.Drivers;

/// <summary>Through the car's grain, which checks the lease once more.</summary>
internal sealed class GrainCommandRoute : ICommandRoute
{
    /// <inheritdoc />
    public void Send(ICarGrain car, DriveCommand command)
    {
        var call = car.Drive(command);
        if (!call.IsCompletedSuccessfully) call.ContinueWith(static t => _ = t.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
    }
}
