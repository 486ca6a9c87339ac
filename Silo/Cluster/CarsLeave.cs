using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using RcFleet.Cars;

namespace RcFleet.Silo.Cluster;

/// <summary>
/// A silo that stops moves its cars to others first, with driver, boards and epoch, while it still counts as active.
/// </summary>
/// <remarks>
/// Orleans itself ends the grains of a stopping silo only after it has left the cluster. By then others have taken over its
/// part of the directory without what stood in it, and the next command wakes the car from storage: nobody drives it, and
/// its driver must be joined anew.
/// </remarks>
internal sealed partial class CarsLeave(IGrainFactory grains, ISiloStatusOracle silos, ILogger<CarsLeave> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How many are asked to leave at a time.</summary>
    private const int AtATime = 64;

    /// <summary>Before anything else of the silo stops.</summary>
    private const int Stage = ServiceLifecycleStage.Active + 1;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(CarsLeave), Stage, _ => Task.CompletedTask, LeaveAsync);

    private async Task LeaveAsync(CancellationToken cancellation)
    {
        try
        {
            SiloAddress[] others = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(silos.SiloAddress))];
            if (others.Length == 0) return;
            var type = grains.GetGrain<ICarGrain>("any").GetGrainId().Type;
            var all = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, [silos.SiloAddress], cancellation);
            GrainId[] cars = [.. all.Select(grain => grain.GrainId).Where(id => id.Type == type)];
            await Parallel.ForEachAsync(
                cars.Select((id, number) => (Id: id, To: others[number % others.Length])),
                new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
                (car, _) => MoveAsync(car.Id, car.To));
            LogLeft(logger, cars.Length, others.Length);
        }
        catch (Exception e)
        {
            // They are saved all the same, and wake elsewhere.
            LogStayed(logger, e);
        }
    }

    private async ValueTask MoveAsync(GrainId car, SiloAddress to)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, to);
        await grains.GetGrain<IGrainManagementExtension>(car).MigrateOnIdle();
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "This silo stops: {Cars} cars move to {Silos} others")]
    private static partial void LogLeft(ILogger logger, int cars, int silos);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "This silo stops, and not all of its cars could be moved: their drivers join anew")]
    private static partial void LogStayed(ILogger logger, Exception exception);
}
