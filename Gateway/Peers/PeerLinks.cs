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
    private readonly ConcurrentDictionary<string, PeerLink> _links = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _links.Count;

    /// <summary>The link to a grant's gateway, dialled if need be; null when there can be none.</summary>
    public PeerLink? For(DriveGrant grant)
    {
        if (!connector.Possible || grant.PeerUrl is not { } url) return null;
        while (true)
        {
            if (!_links.TryGetValue(grant.Gateway, out var link))
            {
                var made = new PeerLink(grant.Gateway, url, connector, identity, clocks, clock, monitor, metrics, logger);
                link = _links.GetOrAdd(grant.Gateway, made);
                if (link == made) _ = RunAsync(grant.Gateway, made);
            }

            if (link.Want()) return link;

            // It was given up just now, and makes room for another one.
            _links.TryRemove(new(grant.Gateway, link));
        }
    }

    /// <summary>The server stops.</summary>
    public void Stop()
    {
        foreach (var link in _links.Values) link.Stop();
    }

    private async Task RunAsync(string gateway, PeerLink link)
    {
        await link.RunAsync();
        _links.TryRemove(new(gateway, link));
    }
}
