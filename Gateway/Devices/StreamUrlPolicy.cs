using System.Net;
using RcFleet.Devices;
using RcFleet.Gateway.Addresses;

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
            if (AddressClasses.Normal(address).Equals(observed is null ? null : AddressClasses.Normal(observed))) candidate = new StreamCandidate(AddressClasses.IsPrivate(address) ? "lan" : "wan", uri.AbsoluteUri);
            else if (AddressClasses.IsPrivate(address) && !IPAddress.IsLoopback(address)) candidate = new StreamCandidate("lan", uri.AbsoluteUri);
            else problem = "its address is neither private nor the one that this board connects from";
        }
        else if (uri.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)) candidate = new StreamCandidate("lan", uri.AbsoluteUri);
        else problem = "its host is neither an address nor a .local name";

        return candidate is not null;
    }
}
