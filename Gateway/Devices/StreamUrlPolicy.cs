using System.Net;
using System.Net.Sockets;
using RcFleet.Devices;

namespace RcFleet.Gateway.Devices;

/// <summary>Which stream addresses of a camera are passed on to drivers.</summary>
internal static class StreamUrlPolicy
{
    /// <summary>
    /// Accepts http or https with path <c>/stream</c> on a private address literal, a <c>.local</c> name, or the address that
    /// the camera's own connection comes from. Anything else could send a driver's browser to somebody else's server.
    /// </summary>
    /// <param name="url">What the camera registered.</param>
    /// <param name="observed">Where its connection comes from.</param>
    /// <param name="candidate">The checked address.</param>
    /// <param name="problem">A sentence for people when it is refused.</param>
    public static bool TryAccept(string? url, IPAddress? observed, out StreamCandidate? candidate, out string problem)
    {
        candidate = null;
        problem = "";
        if (url is null || url.Length > 512 || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            problem = "it is not an absolute URL of at most 512 characters";
        else if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            problem = "its scheme must be http or https";
        else if (uri.AbsolutePath != "/stream" || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            problem = "it must end in /stream, without user, query or fragment";
        else if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
        {
            if (Normal(address).Equals(observed is null ? null : Normal(observed))) candidate = new StreamCandidate(IsPrivate(address) ? "lan" : "wan", uri.AbsoluteUri);
            else if (IsPrivate(address) && !IPAddress.IsLoopback(address)) candidate = new StreamCandidate("lan", uri.AbsoluteUri);
            else problem = "its address is neither private nor the one that this board connects from";
        }
        else if (uri.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)) candidate = new StreamCandidate("lan", uri.AbsoluteUri);
        else problem = "its host is neither an address nor a .local name";

        return candidate is not null;
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
