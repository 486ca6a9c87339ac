using System.Net;
using System.Net.Sockets;

namespace RcFleet.Gateway.Addresses;

/// <summary>What kinds of address there are, by the registries of special-purpose addresses (RFC 6890 and IANA's lists that follow it).</summary>
internal class AddressClasses
{
    // What no host on the internet answers at; private networks are in it, too.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>
    /// Whether a server may connect there on behalf of a stranger: an address of the internet's own. Never one of this
    /// machine, of a private or carrier's network, of a group, or one that hides an IPv4 address.
    /// </summary>
    public virtual bool IsPublic(IPAddress address)
    {
        var normal = Normal(address);
        foreach (var network in NotPublic)
            if (network.Contains(normal)) return false;
        return true;
    }

    /// <summary>RFC 1918, RFC 6598, link-local, unique local and loopback addresses.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        address = Normal(address);
        if (IPAddress.IsLoopback(address)) return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        Span<byte> b = stackalloc byte[4];
        address.TryWriteBytes(b, out _);
        return b[0] == 10
            || (b[0] == 172 && b[1] is >= 16 and <= 31)
            || (b[0] == 192 && b[1] == 168)
            || (b[0] == 169 && b[1] == 254)
            || (b[0] == 100 && b[1] is >= 64 and <= 127);
    }

    /// <summary>An IPv4 address that came in IPv6 form, as IPv4.</summary>
    public static IPAddress Normal(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
