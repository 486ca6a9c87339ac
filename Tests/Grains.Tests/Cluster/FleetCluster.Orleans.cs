using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.Storage;
using Orleans.TestingHost;
using RcFleet.Support;

namespace RcFleet.Cluster;

/// <summary>On Microsoft Orleans: silos and one client in this process, over a store that outlives the silos.</summary>
internal sealed partial class FleetCluster
{
    private readonly MemoryStore _store;
    private InProcessTestCluster? _cluster;
    private ProcessClock? _clock;

    private FleetCluster() => _store = new MemoryStore(Storage);

    private FleetCluster(FleetCluster other) => (_store, _storage, Time) = (other._store, other.Storage, other.Time);

    /// <summary>Orleans shuffles by itself.</summary>
    public static async Task<FleetCluster> Start(bool shuffle = false)
    {
        _ = shuffle;
        var fleet = new FleetCluster();
        await fleet.Deploy();
        return fleet;
    }

    /// <summary>Another cluster on the same data and clock. Neither knows of the other, so that a grain can be twice.</summary>
    public async Task<FleetCluster> Beside()
    {
        var other = new FleetCluster(this);
        await other.Deploy();
        return other;
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

    /// <summary>Moves a grain to another silo, as a silo that stops does with its cars.</summary>
    public async Task Move(IAddressable grain)
    {
        var management = Grains.GetGrain<IManagementGrain>(0);
        var from = await management.GetActivationAddress(grain);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, _cluster!.Silos.First(s => !s.SiloAddress.Equals(from)).SiloAddress);
        await grain.AsReference<IGrainManagementExtension>().MigrateOnIdle();
        RequestContext.Clear();
        await Eventually.Value(async () => await management.GetActivationAddress(grain), to => to is not null && !to.Equals(from));

        // A silo on which the last activation has not quite ended takes no grain back with what it knows.
        await Eventually.Value(() => management.GetDetailedGrainStatistics(null, [from!]), left => left.All(g => g.GrainId != grain.GetGrainId()));
    }

    /// <summary>Stops the silo of a grain, as an upgrade does.</summary>
    public async Task StopSilo(IAddressable grain)
    {
        var at = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        await _cluster!.StopSiloAsync(_cluster.Silos.Single(s => s.SiloAddress.Equals(at)));
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
}
