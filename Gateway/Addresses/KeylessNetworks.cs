using System.Net;
using Microsoft.Extensions.Options;

namespace RcFleet.Gateway.Addresses;

/// <summary>Where boards of v1.0, which have no key, may connect from.</summary>
internal sealed class KeylessNetworks(IOptions<GatewayOptions> options)
{
    private readonly AddressList _networks = AddressList.Parse(options.Value.KeylessNetworks);
    private readonly AddressList _proxies = AddressList.Parse(options.Value.TrustedProxies);

    /// <summary>
    /// Whether a board at that address may go without a key. What still has a trusted proxy's address came through it from
    /// nobody knows where.
    /// </summary>
    public bool Admits(IPAddress? address) => _networks.Contains(address) && !_proxies.Contains(address);
}
