using System.Collections.Immutable;

namespace RcFleet.Fleet;

/// <summary>The durable part of a shard. Replaced as a whole.</summary>
[GenerateSerializer, Alias("rc.fleet-shard-state")]
internal sealed record FleetShardState
{
    [Id(0)]
    public ImmutableArray<string> Cars { get; init; } = [];

    [Id(1)]
    public ImmutableArray<string> Codes { get; init; } = [];
}
