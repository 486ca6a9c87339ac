using Orleans.Storage;

namespace RcFleet.Silo.Cluster;

/// <summary>
/// The grains' storage <c>fleet</c> in Azure: small states, written often, in tables; those that grow with the fleet in
/// blobs.
/// </summary>
/// <remarks>
/// A table's row holds at most 960 KiB of state. A shard of 6,000 cars and all the codes ever made, or a busy day's
/// ledger, would pass that; a blob has no such limit but costs a hundred times as much a write, and a driven car
/// writes every 5 s. Both are under ETags.
/// </remarks>
internal sealed class FleetStorage(IGrainStorage tables, IGrainStorage blobs) : IGrainStorage
{
    /// <summary>The states that grow with the fleet: the names in their grains' <see cref="PersistentStateAttribute"/>.</summary>
    public static readonly string[] Large = ["shard", "ledger"];

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => For(stateName).ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => For(stateName).WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => For(stateName).ClearStateAsync(stateName, grainId, grainState);

    private IGrainStorage For(string stateName) => Large.Contains(stateName) ? blobs : tables;
}
