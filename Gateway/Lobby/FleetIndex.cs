using System.Collections.Immutable;
using RcFleet.Cars;
using RcFleet.Fleet;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>The whole fleet, gathered from its shards at most twice a second however many ask.</summary>
internal sealed class FleetIndex(IGrainFactory grains, MonotonicClock clock)
{
    private const long FreshMs = 500;
    private readonly Lock _gate = new();
    private Task<ImmutableArray<CarSummary>>? _list;
    private long _askedMs;

    /// <summary>All cars, by carId.</summary>
    public Task<ImmutableArray<CarSummary>> ListAsync()
    {
        lock (_gate)
        {
            var now = clock.NowMs;
            if (_list is null || _list.IsFaulted || _list.IsCanceled || now - _askedMs > FreshMs)
            {
                _askedMs = now;
                _list = AskAsync();
            }

            return _list;
        }
    }

    /// <summary>All rental codes.</summary>
    public async Task<IReadOnlyList<string>> ListCodesAsync()
    {
        var shards = await Task.WhenAll(FleetShards.Keys.Select(k => grains.GetGrain<IFleetShardGrain>(k).ListCodes()));
        return [.. shards.SelectMany(s => s).Order(StringComparer.Ordinal)];
    }

    private async Task<ImmutableArray<CarSummary>> AskAsync()
    {
        var shards = await Task.WhenAll(FleetShards.Keys.Select(k => grains.GetGrain<IFleetShardGrain>(k).ListCars()));
        return [.. shards.SelectMany(s => s).OrderBy(c => c.CarId, NaturalOrder.Instance)];
    }
}
