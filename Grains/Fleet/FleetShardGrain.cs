using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Storage;

namespace RcFleet.Fleet;

/// <summary>
/// A part of the fleet index. When it starts, its cars count as offline and are asked in the background, and twice a minute
/// those that were busy when they were last heard of; that also wakes a car with a live lease whose silo died, so that a
/// lease whose boards and driver never return still ends.
/// </summary>
internal sealed class FleetShardGrain(
    [PersistentState("shard", "fleet")] IPersistentState<FleetShardState> storage, ILogger<FleetShardGrain> logger)
    : Grain, IFleetShardGrain
{
    /// <summary>How many cars are asked at a time.</summary>
    private const int Askers = 16;

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(30);

    private readonly SortedDictionary<string, CarSummary> _summaries = new(StringComparer.Ordinal);
    private readonly Queue<string> _unasked = new();
    private IGrainTimer? _askAgain;

    private string ShardKey => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var carId in storage.State.Cars)
        {
            _summaries[carId] = Offline(carId);
            _unasked.Enqueue(carId);
        }

        Ask();
        this.RegisterGrainTimer(AskBusy, new GrainTimerCreationOptions(LookAfter, LookAfter) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public async Task AddCar(string carId)
    {
        if (_summaries.ContainsKey(carId)) return;
        await Save(storage.State with { Cars = storage.State.Cars.Add(carId) });
        _summaries[carId] = Offline(carId);
    }

    public async Task RemoveCar(string carId)
    {
        if (!_summaries.ContainsKey(carId)) return;
        await Save(storage.State with { Cars = storage.State.Cars.Remove(carId) });
        _summaries.Remove(carId);
    }

    public async Task AddCode(string code)
    {
        if (storage.State.Codes.Contains(code)) return;
        await Save(storage.State with { Codes = storage.State.Codes.Add(code) });
    }

    public Task Report(CarSummary summary)
    {
        if (_summaries.ContainsKey(summary.CarId)) _summaries[summary.CarId] = summary;
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<CarSummary>> ListCars() => Task.FromResult(_summaries.Values.ToImmutableArray());

    public Task<ImmutableArray<string>> ListCodes() => Task.FromResult(storage.State.Codes);

    private static CarSummary Offline(string carId) =>
        new(carId, CarStatus.Offline, Camera: false, Controller: false, BatteryPercent: null, Rssi: null, Waiting: 0);

    private Task AskBusy(CancellationToken cancellationToken)
    {
        foreach (var (carId, summary) in _summaries)
            if (summary.Status is (CarStatus.Busy or CarStatus.Stopped) && !_unasked.Contains(carId)) _unasked.Enqueue(carId);
        Ask();
        return Task.CompletedTask;
    }

    private void Ask()
    {
        for (var i = Math.Min(Askers, _unasked.Count); i > 0; i--) _ = AskSome();
    }

    private async Task AskSome()
    {
        while (_unasked.TryDequeue(out var carId))
        {
            _summaries.TryGetValue(carId, out var before);
            try
            {
                var summary = await GrainFactory.GetGrain<ICarGrain>(carId).GetSummary();

                // The car reports for itself too, and its own report is the newer one.
                if (_summaries.TryGetValue(carId, out var now) && ReferenceEquals(now, before)) _summaries[carId] = summary;
            }
            catch (Exception e)
            {
                FleetLog.CarSilent(logger, ShardKey, carId, e);
                _unasked.Enqueue(carId);
                _askAgain ??= this.RegisterGrainTimer(AskRest, new GrainTimerCreationOptions(AskAgain, Timeout.InfiniteTimeSpan));
                return;
            }
        }
    }

    private Task AskRest(CancellationToken cancellationToken)
    {
        _askAgain?.Dispose();
        _askAgain = null;
        Ask();
        return Task.CompletedTask;
    }

    private Task Save(FleetShardState next) => storage.Replace(next, DeactivateOnIdle);
}
