using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>Starts engines that host this assembly's grains.</summary>
internal static class Host
{
    public static Task<EmbeddedHost> Start(Action<EmbeddedOptions>? configure = null, Action<IServiceCollection>? services = null) =>
        EmbeddedHost.StartAsync(options =>
        {
            options.GrainAssemblies.Add(typeof(Host).Assembly);
            configure?.Invoke(options);
        }, services);
}
