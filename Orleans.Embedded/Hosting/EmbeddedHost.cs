using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orleans.Embedded;

/// <summary>For tests: an engine with a container of its own, without a web host around it.</summary>
public sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private EmbeddedHost(ServiceProvider services) => _services = services;

    /// <summary>The container: what <c>configureServices</c> registered and the engine's own.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Test hooks: counts and deactivations.</summary>
    public EmbeddedEngine Engine => _services.GetRequiredService<EmbeddedEngine>();

    /// <summary>References to grains and observers.</summary>
    public IGrainFactory Grains => Engine;

    /// <summary>Starts an engine; state is in memory unless <paramref name="configure"/> gives a data path.</summary>
    public static async Task<EmbeddedHost> StartAsync(Action<EmbeddedOptions> configure, Action<IServiceCollection>? configureServices = null)
    {
        var collection = new ServiceCollection();
        configureServices?.Invoke(collection);
        collection.AddEmbeddedOrleans(options =>
        {
            options.DataPath = EmbeddedOptions.InMemory;
            configure(options);
        });
        var host = new EmbeddedHost(collection.BuildServiceProvider());
        try
        {
            foreach (var service in host._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
            return host;
        }
        catch
        {
            await host._services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops as a host does: turns finish and grains deactivate within <paramref name="patience"/> (default: without limit).</summary>
    public async Task StopAsync(CancellationToken patience = default)
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(patience);
    }

    /// <summary>Stops and disposes.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }

    /// <summary>Ends it as a killed process would: no grain is deactivated. What was answered is in the data path.</summary>
    public ValueTask AbandonAsync()
    {
        Engine.Dispose();
        return _services.DisposeAsync();
    }
}
