using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Storage;

namespace RcFleet.Cluster;

/// <summary>Keeps JSON under an ETag, as the stores in use do.</summary>
internal sealed class MemoryStore(StorageFaults faults) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (string Json, string ETag)> _rows = new();
    private volatile object _life = new();

    public void Kill() => _life = new object();

    public void Revive() => _life = new object();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_rows.TryGetValue((stateName, grainId), out var row))
        {
            grainState.State = JsonSerializer.Deserialize<T>(row.Json)!;
            (grainState.ETag, grainState.RecordExists) = (row.ETag, true);
        }
        else
        {
            grainState.State = Activator.CreateInstance<T>();
            (grainState.ETag, grainState.RecordExists) = (null, false);
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var life = _life;
        var json = JsonSerializer.Serialize(grainState.State);
        await faults.BeforeWrite(grainId.Key.ToString()!, json, instead =>
        {
            _rows[(stateName, grainId)] = (instead, Guid.NewGuid().ToString("N"));
            return Task.CompletedTask;
        });
        if (life != _life) throw new IOException("The process that wrote this is dead.");
        var known = _rows.TryGetValue((stateName, grainId), out var row) ? row.ETag : null;
        if (known != grainState.ETag) throw new InconsistentStateException("Written by another", known, grainState.ETag);
        var etag = Guid.NewGuid().ToString("N");
        _rows[(stateName, grainId)] = (json, etag);
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();
}
