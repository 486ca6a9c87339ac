using System.Collections.Concurrent;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using RcFleet.Cars;
using RcFleet.Hosting.Cluster;

namespace RcFleet.Silo.Cluster;

/// <summary>
/// A silo that stops moves its cars to others first, with driver, boards and epoch: those in a session before those that
/// only have boards. A car that has neither knows nothing that its state does not say; it wakes elsewhere when it is called.
/// </summary>
/// <remarks>
/// Orleans ends whatever grains are left only after the silo has told its gateways to go and has left the cluster, all at
/// once and in no order. A car that came here meanwhile, or did not get away, moves then by itself.
/// </remarks>
internal sealed partial class CarsLeave(IGrainFactory grains, ISiloStatusOracle silos, TimeProvider time, ILogger<CarsLeave> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How many sessions are on the way at a time. Orleans answers for a batch when its slowest is there.</summary>
    private const int DrivenAtATime = 4;

    /// <summary>How many others are on the way, or asked what they have, at a time.</summary>
    private const int AtATime = 64;

    /// <summary>Before anything else of the silo stops.</summary>
    private const int Stage = ServiceLifecycleStage.Active + 1;

    /// <summary>The rest of the time to stop is for those that stay: they are written.</summary>
    private static readonly TimeSpan AtMost = ClusterTimes.SiloShutdown / 2;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(CarsLeave), Stage, _ => Task.CompletedTask, LeaveAsync);

    private async Task LeaveAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AtMost, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            SiloAddress[] others = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(silos.SiloAddress))];
            if (others.Length == 0) return;
            await Task.WhenAll(others.Select(RehearseAsync));
            var start = time.GetTimestamp();
            var (driven, waiting) = await SortAsync(both.Token);
            var stayed = await MoveAsync(driven, others, DrivenAtATime, both.Token);
            var drivenMs = time.GetElapsedTime(start).TotalMilliseconds;
            stayed += await MoveAsync(waiting, others, AtATime, both.Token);
            LogLeft(logger, driven.Count, (long)drivenMs, waiting.Count, (long)time.GetElapsedTime(start).TotalMilliseconds, others.Length, stayed);
        }
        catch (Exception e)
        {
            // They move by themselves, or are written and wake elsewhere.
            LogStayed(logger, e);
        }
    }

    /// <summary>
    /// A car that there is not goes first: what a move takes is compiled by it, on both sides, and not while a driver waits.
    /// </summary>
    private async Task RehearseAsync(SiloAddress to)
    {
        try
        {
            // No car has such an id.
            var nobody = grains.GetGrain<ICarGrain>($"~rehearsal {silos.SiloAddress} {to}");
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silos.SiloAddress);
            await nobody.GetDetails();
            await MoveAsync(nobody.GetGrainId(), to);

            // Asked for a session, it ends.
            await nobody.GetSession("");
        }
        catch (Exception)
        {
            // Then the first move is the rehearsal.
        }
    }

    private async Task<(IReadOnlyCollection<GrainId> Driven, IReadOnlyCollection<GrainId> Waiting)> SortAsync(CancellationToken cancellation)
    {
        var (driven, waiting) = (new ConcurrentQueue<GrainId>(), new ConcurrentQueue<GrainId>());
        var type = grains.GetGrain<ICarGrain>("any").GetGrainId().Type;
        var all = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, [silos.SiloAddress], cancellation);
        await Parallel.ForEachAsync(all.Select(grain => grain.GrainId).Where(id => id.Type == type), Options(AtATime, cancellation), async (id, _) =>
        {
            try
            {
                var car = await grains.GetGrain<ICarGrain>(id).GetDetails();
                if (car.Session is not null) driven.Enqueue(id);
                else if (car.Summary is { Controller: true } or { Camera: true }) waiting.Enqueue(id);
            }
            catch (Exception)
            {
                // One that does not answer must not keep the others here. To move it is tried all the same.
                waiting.Enqueue(id);
            }
        });
        return (driven, waiting);
    }

    /// <summary>How many stayed, of so many on the way at a time.</summary>
    private async Task<int> MoveAsync(IReadOnlyCollection<GrainId> cars, SiloAddress[] to, int atATime, CancellationToken cancellation)
    {
        var stayed = 0;
        await Parallel.ForEachAsync(cars.Select((id, number) => (Id: id, To: to[number % to.Length])), Options(atATime, cancellation), async (car, _) =>
        {
            try
            {
                await MoveAsync(car.Id, car.To);
            }
            catch (Exception)
            {
                Interlocked.Increment(ref stayed);
            }
        });
        return stayed;
    }

    private async Task MoveAsync(GrainId car, SiloAddress to)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, to);
        await grains.GetGrain<IGrainManagementExtension>(car).MigrateOnIdle();

        // That is answered before it goes; a call waits for it, and is answered by where it is then.
        await grains.GetGrain<ICarGrain>(car).GetSummary();
    }

    private static ParallelOptions Options(int atATime, CancellationToken cancellation) => new() { MaxDegreeOfParallelism = atATime, CancellationToken = cancellation };

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "This silo stops: {Driven} cars in a session moved within {DrivenMs} ms, {Waiting} with boards within {AllMs} ms, to {Silos} silos; {Stayed} are not known to have come there")]
    private static partial void LogLeft(ILogger logger, int driven, long drivenMs, int waiting, long allMs, int silos, int stayed);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "This silo stops, and not all of its cars could be moved in time: what is left moves by itself, or wakes elsewhere and has its driver joined anew")]
    private static partial void LogStayed(ILogger logger, Exception exception);
}
