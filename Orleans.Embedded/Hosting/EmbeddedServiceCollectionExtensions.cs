using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.Embedded;

/// <summary>Registers the engine.</summary>
public static class EmbeddedServiceCollectionExtensions
{
    /// <summary>
    /// Hosts grains in this process: <see cref="IGrainFactory"/>, <see cref="IClusterClient"/>, <see cref="EmbeddedEngine"/>.
    /// Call it before other hosted services are added: the engine then starts before them and stops after them. Time
    /// comes from the registered <see cref="TimeProvider"/>, the system's if there is none.
    /// </summary>
    public static IServiceCollection AddEmbeddedOrleans(this IServiceCollection services, Action<EmbeddedOptions> configure)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<EmbeddedOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmbeddedOptions>, EmbeddedOptionsValidator>());
        services.AddSingleton<EmbeddedEngine>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddHostedService(provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }
}
