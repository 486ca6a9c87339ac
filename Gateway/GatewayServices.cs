using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Reach;
using RcFleet.Gateway.Streams;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway;

/// <summary>What every connection needs.</summary>
internal sealed record GatewayServices(
    IGrainFactory Grains,
    MonotonicClock Clock,
    GatewayMetrics Metrics,
    ConnectionMonitor Monitor,
    VideoHub Video,
    DeviceRegistry Devices,
    ICommandRoute Route,
    GatewayIdentity Identity,
    SenderClocks Clocks,
    CameraBridges Bridges,
    KeylessNetworks Keyless,
    StreamUrlPolicy StreamUrls,
    IStreamProbe StreamProbe,
    SiloReach Reach,
    IOptions<GatewayOptions> OptionsAccessor,
    ILogger<GatewayServices> Logger)
{
    /// <summary>The settings.</summary>
    public GatewayOptions Options => OptionsAccessor.Value;
}
