using Microsoft.Extensions.DependencyInjection;

namespace RcFleet.Gateway.Reach;

/// <summary>Registers the watch over the way to the silos.</summary>
public static class ReachServiceCollectionExtensions
{
    /// <summary>For a gateway in a process of its own.</summary>
    public static IServiceCollection AddSiloBeat(this IServiceCollection services) => services.AddHostedService<SiloBeat>();
}
