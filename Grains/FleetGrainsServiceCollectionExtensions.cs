using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RcFleet.Cars;

namespace RcFleet;

/// <summary>Registers what the fleet's grains need besides an engine.</summary>
public static class FleetGrainsServiceCollectionExtensions
{
    /// <summary>
    /// The lease's options, from section <c>Fleet</c> of the configuration, checked at start, and the clock. The engine
    /// brings the grains' storage, named <c>fleet</c>.
    /// </summary>
    public static IServiceCollection AddFleetGrains(this IServiceCollection services)
    {
        services.AddOptions<LeaseOptions>().BindConfiguration("Fleet").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
