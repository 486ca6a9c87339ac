using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>An engine under a clock that only the test moves, with the probe grains.</summary>
internal sealed class ProbeHost : IAsyncDisposable
{
    private static readonly TimeSpan LongestTest = TimeSpan.FromSeconds(60);

    // Under a clock that stands still a call that gets lost would hang the test; after a minute it times out and fails it.
    private readonly ITimer _watchdog;

    private ProbeHost(EmbeddedHost host, Probe probe, FakeTimeProvider clock)
    {
        (Host, Probe, Clock) = (host, probe, clock);
        _watchdog = TimeProvider.System.CreateTimer(_ => clock.Advance(TimeSpan.FromMinutes(1)), null, LongestTest, Timeout.InfiniteTimeSpan);
    }

    public EmbeddedHost Host { get; }

    public Probe Probe { get; }

    public FakeTimeProvider Clock { get; }

    public static async Task<ProbeHost> Start(Action<EmbeddedOptions>? configure = null)
    {
        var probe = new Probe();
        var clock = new FakeTimeProvider();
        var host = await Tests.Host.Start(configure, services => services.AddSingleton(probe).AddSingleton<TimeProvider>(clock));
        return new ProbeHost(host, probe, clock);
    }

    public IProbeGrain Grain(string key = "a") => Host.Grains.GetGrain<IProbeGrain>(key);

    // A test that failed may have left a grain behind a gate.
    public async ValueTask DisposeAsync()
    {
        await _watchdog.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        await Host.StopAsync(patience.Token);
        await Host.DisposeAsync();
    }
}
