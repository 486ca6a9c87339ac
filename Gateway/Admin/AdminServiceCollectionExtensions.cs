using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using RcFleet.Gateway.Http;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Operators;
using RcFleet.Gateway.Reach;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Admin;

/// <summary>Registers metrics and the listener for them.</summary>
public static class AdminServiceCollectionExtensions
{
    /// <summary>
    /// Time series an instrument: our labels have a handful of values each. The default of 2,000 is set aside at the start.
    /// </summary>
    private const int SeriesPerInstrument = 100;

    private static readonly string[] Meters = ["RcFleet.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Adds them, unless the setting is <c>none</c>. Needs an IGrainFactory, a TimeProvider and <see cref="GatewayOptions"/>, but no gateway.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services, string? adminUrl)
    {
        services.TryAddSingleton<Drain>();
        if (adminUrl == GatewayOptions.NoAdmin) return services;
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(Meters)
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = SeriesPerInstrument })
            .AddPrometheusExporter());
        services.TryAddSingleton<MonotonicClock>();
        services.TryAddSingleton<FleetIndex>();
        services.TryAddSingleton<SiloReach>();
        services.TryAddSingleton<Readiness>();
        services.TryAddSingleton<AttemptLimiter>();
        services.TryAddSingleton<OperatorKeyRing>();
        services.AddSingleton<OperatorLogin>();
        services.AddSingleton(s => new AdminServer(s));
        services.AddHostedService(s => s.GetRequiredService<AdminServer>());
        return services;
    }
}
