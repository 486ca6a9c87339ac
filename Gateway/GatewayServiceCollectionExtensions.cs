using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Admin;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Http;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Operators;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Reach;
using RcFleet.Gateway.Streams;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway;

/// <summary>Registers the gateway.</summary>
public static class GatewayServiceCollectionExtensions
{
    /// <summary>Adds the edge: WebSockets, HTTP API, relay. Needs an IGrainFactory, a TimeProvider and <see cref="GatewayOptions"/>.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddSingleton<MonotonicClock>();
        services.TryAddSingleton<SiloReach>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<VideoHub>();
        services.AddSingleton<DeviceRegistry>();
        services.AddSingleton<GatewayIdentity>();
        services.AddSingleton<SenderClocks>();
        services.AddSingleton<PeerKey>();
        services.AddSingleton<PeerConnector>();
        services.AddSingleton<PeerLinks>();
        services.AddSingleton<CameraBridges>();
        services.AddSingleton<ICommandRoute>(s => s.GetRequiredService<IOptions<GatewayOptions>>().Value.CommandRoute == "direct"
            ? ActivatorUtilities.CreateInstance<PeerCommandRoute>(s)
            : ActivatorUtilities.CreateInstance<GrainCommandRoute>(s));
        services.TryAddSingleton<AddressClasses>();
        services.TryAddSingleton<INameResolver, SystemNameResolver>();
        services.AddSingleton<KeylessNetworks>();
        services.AddSingleton<StreamUrlPolicy>();
        services.AddSingleton<IStreamProbe, StreamProbe>();
        services.AddSingleton<GatewayServices>();
        services.AddSingleton<FleetIndex>();
        services.AddSingleton<IPeerThumbnails, PeerThumbnails>();
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<AttemptLimiter>();
        services.AddSingleton<OperatorKeyRing>();
        services.TryAddSingleton<Drain>();
        services.TryAddSingleton<Readiness>();
        services.AddHttpContextAccessor();
        services.AddScoped(s => ActivatorUtilities.CreateInstance<Caller>(s, s.GetRequiredService<IHttpContextAccessor>().HttpContext!));
        services.AddSingleton<ConnectionMonitor>();
        services.AddHostedService(s => s.GetRequiredService<ConnectionMonitor>());
        services.AddHostedService<FleetWatch>();
        services.AddSingleton<PeerServer>();
        services.AddHostedService(s => s.GetRequiredService<PeerServer>());
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.MaxDepth = 16;
        });
        services.AddProblemDetails(o => o.CustomizeProblemDetails = ApiErrors.Complete);
        services.AddExceptionHandler<ApiErrors>();
        services.AddOpenApi();
        return services;
    }
}
