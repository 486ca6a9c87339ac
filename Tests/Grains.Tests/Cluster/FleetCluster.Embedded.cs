using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;

namespace RcFleet.Cluster;

/// <summary>On the embedded engine, over a data path of the test's own.</summary>
internal sealed partial class FleetCluster
{
    private readonly string _dataPath = Path.Combine(Path.GetTempPath(), "rcfleet-grains-" + Guid.NewGuid().ToString("N"));
    private readonly bool _shuffle;
    private EmbeddedEngine? _engine;
    private ProcessClock? _clock;

    private FleetCluster(bool shuffle) => _shuffle = shuffle;

    public static async Task<FleetCluster> Start(bool shuffle = false)
    {
        var fleet = new FleetCluster(shuffle);
        await fleet.Deploy();
        return fleet;
    }

    public IGrainFactory Grains => _engine!;

    /// <summary>Closes the state under the grains, without any goodbye, and starts a new engine on the same data.</summary>
    public async Task Crash()
    {
        _clock!.Die();
        _engine!.Dispose();
        await Deploy();
    }

    public ValueTask DisposeAsync()
    {
        _clock?.Die();
        _engine?.Dispose();
        Directory.Delete(_dataPath, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task Deploy()
    {
        _clock = new ProcessClock(Time);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(_clock);
        services.AddFleetGrains();
        services.AddEmbeddedOrleans(o =>
        {
            o.DataPath = _dataPath;
            o.GrainAssemblies.Add(typeof(FleetGrainsServiceCollectionExtensions).Assembly);
            o.ShuffleSeed = _shuffle ? 4711 : null;
        });
        _engine = services.BuildServiceProvider().GetRequiredService<EmbeddedEngine>();
        await _engine.StartAsync(CancellationToken.None);
        var store = _engine.Storage;
        store.BeforeWrite = write => Storage.BeforeWrite(
            write.Key.GrainKey,
            Encoding.UTF8.GetString(write.Body!),
            json => store.Run(new StateOperation(write.Kind, write.Key, Encoding.UTF8.GetBytes(json), write.Etag)));
    }
}
