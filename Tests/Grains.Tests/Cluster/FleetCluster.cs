using Microsoft.Extensions.Time.Testing;

namespace RcFleet.Cluster;

/// <summary>A fleet's grains on the engine that the build chose, with a clock that only the test moves.</summary>
internal sealed partial class FleetCluster : IAsyncDisposable
{
    private readonly List<object> _rooted = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public StorageFaults Storage => field ??= new StorageFaults(Time);

    /// <summary>An observer's reference. Engines hold observers weakly: the cluster roots them for the test.</summary>
    public T Reference<T>(T observer)
        where T : class, IGrainObserver
    {
        lock (_rooted) _rooted.Add(observer);
        return Grains.CreateObjectReference<T>(observer);
    }
}
