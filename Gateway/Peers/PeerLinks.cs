using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Peers;

/// <summary>This gateway's links to others, one each; a link that nobody has wanted for a minute is ended.</summary>
internal sealed class PeerLinks(
    PeerConnector connector, GatewayIdentity identity, SenderClocks clocks, MonotonicClock clock, ConnectionMonitor monitor,
    GatewayMetrics metrics, ILogger<PeerLinks> logger)
{
    private const long UnusedMs = 60_000;
    private readonly ConcurrentDictionary<string, PeerLink> _links = new(StringComparer.Ordinal);

    /// <summary>The link to a grant's gateway, dialled if need be; null when there can be none.</summary>
    public PeerLink? For(DriveGrant grant)
    {
        if (!connector.Possible || grant.PeerUrl is not { } url) return null;
        if (_links.TryGetValue(grant.Gateway, out var known)) return known;
        foreach (var (gateway, unused) in _links.Where(l => l.Value.UnusedMs(clock.NowMs) > UnusedMs))
            if (_links.TryRemove(new(gateway, unused))) unused.Stop();
        var made = new PeerLink(grant.Gateway, url, connector, identity, clocks, clock, monitor, metrics, logger);
        var link = _links.GetOrAdd(grant.Gateway, made);
        if (link == made) _ = made.RunAsync();
        return link;
    }

    /// <summary>The server stops.</summary>
    public void Stop()
    {
        foreach (var link in _links.Values) link.Stop();
    }
}
