using System.Collections.Immutable;

namespace RcFleet.Rides;

/// <summary>A ledger's entries. Replaced as a whole.</summary>
[GenerateSerializer, Alias("rc.ride-ledger-state")]
internal sealed record RideLedgerState
{
    [Id(0)]
    public ImmutableArray<Ride> Rides { get; init; } = [];
}
