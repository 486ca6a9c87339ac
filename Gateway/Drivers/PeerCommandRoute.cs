using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Drivers;

/// <summary>From gateway to gateway under the car grain's grant, and through the grain wherever there is no such way.</summary>
internal sealed class PeerCommandRoute(PeerLinks links, DeviceRegistry devices, GatewayIdentity identity, MonotonicClock clock, GatewayMetrics metrics) : ICommandRoute
{
    /// <inheritdoc />
    public IDrivePath Open(ICarGrain car, Action<DeviceTelemetry> state) =>
        new PeerDrivePath(new GrainDrivePath(car, metrics), OpenLane, clock, metrics, state);

    private IDirectLane? OpenLane(DriveGrant grant, Action<DeviceTelemetry> state)
    {
        if (grant.Gateway != identity.Id) return links.For(grant)?.Open(grant, state);
        return devices.Find(grant.DeviceId) is { } here ? new LocalLane(here.Direct, grant, identity, state) : null;
    }
}
