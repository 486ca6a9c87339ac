using System.Collections.Immutable;
using RcFleet.Rides;

namespace RcFleet.Cars;

/// <summary>What a car keeps. Replaced as a whole, never changed in place: a write in flight sees one consistent snapshot.</summary>
[GenerateSerializer, Alias("rc.car-state")]
internal sealed class CarState
{
    [Id(0)]
    public LeaseRecord Lease { get; init; } = new();

    [Id(1)]
    public ImmutableArray<CarBoard> Boards { get; init; } = [];

    /// <summary>Ended sessions whose codes have not confirmed yet.</summary>
    [Id(2)]
    public ImmutableArray<Settlement> Settlements { get; init; } = [];

    /// <summary>Ended sessions that their ledgers have not confirmed yet.</summary>
    [Id(3)]
    public ImmutableArray<Ride> Rides { get; init; } = [];

    /// <summary>Bytes of the live session.</summary>
    [Id(4)]
    public Traffic Traffic { get; init; } = Traffic.Nothing;

    /// <summary>The activation that wrote this: a number of its own, never 0.</summary>
    [Id(5)]
    public long Writer { get; init; }
}
