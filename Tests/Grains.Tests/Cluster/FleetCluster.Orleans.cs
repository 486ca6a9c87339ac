using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Orleans.TestingHost;

namespace RcFleet.Cluster;

/// <summary>On Microsoft Orleans: silos and one client in this process, over a store that outlives the silos.</summary>
internal sealed partial class FleetCluster
{
    private readonly MemoryStore _store;
    private InProcessTestCluster? _cluster;
    private ProcessClock? _clock;

    private FleetCluster() => _store = new MemoryStore(Storage);

    /// <summary>Orleans shuffles by itself.</summary>
    public static async Task<FleetCluster> Start(bool shuffle = false)
    {
        _ = shuffle;
        var fleet = new FleetCluster();
        await fleet.Deploy();
        return fleet;
    }

    public IGrainFactory Grains => _cluster!.Client;

    /// <summary>Kills the silos, without any goodbye, and starts new ones on the same data.</summary>
    public async Task Crash()
    {
        _clock!.Die();
        _store.Kill();
        foreach (var silo in _cluster!.Silos.ToArray()) await _cluster.KillSiloAsync(silo);
        await _cluster.DisposeAsync();
        _store.Revive();
        await Deploy();
    }

    /// <summary>Stops the silo that holds a grain, as an upgrade does; there must be another one.</summary>
    public async Task StopSiloOf(IAddressable grain)
    {
        var address = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        await _cluster!.StopSiloAsync(_cluster.Silos.Single(s => s.SiloAddress.Equals(address)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    private async Task Deploy()
    {
        _clock = new ProcessClock(Time);
        var builder = new InProcessTestClusterBuilder(Silos.Count);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Logging.ClearProviders();
            host.Services.AddFleetGrains();
            host.Services.AddSingleton<TimeProvider>(_clock);
            host.Services.AddKeyedSingleton<IGrainStorage>("fleet", _store);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>Keeps JSON under an ETag, as the stores in use do.</summary>
    private sealed class MemoryStore(StorageFaults faults) : IGrainStorage
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
}
