using System.Collections.Immutable;
using Orleans.Concurrency;
using RcFleet.Cars;

namespace RcFleet.Fleet;

/// <summary>
/// A part of the fleet index, keyed "0" to "15" (<see cref="FleetShards"/>): what the lobby and the console list.
/// Known cars and codes are durable, the cars' summaries are what the cars report.
/// </summary>
[Alias("rc.fleet-shard")]
public interface IFleetShardGrain : IGrainWithStringKey
{
    /// <summary>Makes a car known, durably.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("AddCar")]
    Task AddCar(string carId);

    /// <summary>Forgets a car that has no boards left, durably.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("RemoveCar")]
    Task RemoveCar(string carId);

    /// <summary>Makes a rental code known, durably.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("AddCode")]
    Task AddCode(string code);

    /// <summary>A car's summary changed. One car awaits its reports, so they come in order.</summary>
    [AlwaysInterleave]
    [Alias("Report")]
    Task Report(CarSummary summary);

    /// <summary>The shard's cars, by carId.</summary>
    [AlwaysInterleave]
    [Alias("ListCars")]
    Task<ImmutableArray<CarSummary>> ListCars();

    /// <summary>The shard's rental codes.</summary>
    [AlwaysInterleave]
    [Alias("ListCodes")]
    Task<ImmutableArray<string>> ListCodes();
}
