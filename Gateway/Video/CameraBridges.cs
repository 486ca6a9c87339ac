using System.Collections.Concurrent;
using RcFleet.Cars;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>The bridges to cameras on other gateways, at most one a car.</summary>
internal sealed class CameraBridges(PeerConnector connector, GatewayIdentity identity, MonotonicClock clock, GatewayMetrics metrics)
{
    private readonly ConcurrentDictionary<string, CameraBridge> _bridges = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Sees to it that a car's frames come to its relay here, from wherever its camera is now. False when there is no way to that gateway.</summary>
    public bool Ensure(CameraRelay relay, string carId, WatchResult watch)
    {
        lock (_gate)
        {
            _bridges.TryGetValue(carId, out var bridge);
            if (watch.CameraGateway is not { } gateway || watch.CameraDeviceId is not { } device || gateway == identity.Id)
            {
                if (bridge is not null) End(carId, bridge);
                return true;
            }

            if (bridge?.Is(device, watch.SessionId!, gateway) == true && relay.IsFrom(bridge)) return true;
            if (bridge is not null) End(carId, bridge);
            if (!connector.Possible || watch.CameraPeerUrl is not { } url) return false;
            bridge = new CameraBridge(device, watch.SessionId!, gateway, url, relay, connector, clock, metrics);
            _bridges[carId] = bridge;
            relay.Attach(bridge);
            return true;
        }
    }

    /// <summary>The server stops.</summary>
    public void Stop()
    {
        foreach (var (carId, bridge) in _bridges) End(carId, bridge);
    }

    private void End(string carId, CameraBridge bridge)
    {
        _bridges.TryRemove(carId, out _);
        bridge.Stop();
    }
}
