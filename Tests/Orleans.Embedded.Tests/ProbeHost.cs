using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>An engine under a clock that only the test moves, with the probe grains.</summary>
internal sealed class ProbeHost : IAsyncDisposable
{
    private ProbeHost(EmbeddedHost host, Probe probe, FakeTimeProvider clock) => (Host, Probe, Clock) = (host, probe, clock);

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
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        await Host.StopAsync(patience.Token);
        await Host.DisposeAsync();
    }
}
