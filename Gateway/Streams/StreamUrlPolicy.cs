using System.Net;
using RcFleet.Gateway.Addresses;

namespace RcFleet.Gateway.Streams;

/// <summary>Which stream addresses of a camera may be passed on to drivers at all.</summary>
internal sealed class StreamUrlPolicy(AddressClasses addresses)
{
    private const int MaxLength = 512;

    /// <summary>
    /// Takes http or https with path <c>/stream</c> on a private address literal or a <c>.local</c> name (lan), on the
    /// public address that the camera's own connection comes from (wan, to be reached first), or on a name, which is wan
    /// once it is known to lead to that address. Anything else could send a driver's browser to somebody else's server.
    /// </summary>
    /// <param name="url">What the camera registered.</param>
    /// <param name="observed">Where its connection comes from; null when that is not known.</param>
    public StreamUrlVerdict Judge(string? url, IPAddress? observed)
    {
        if (url is null || url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return StreamUrlVerdict.Refused("it is not an absolute URL of at most 512 characters");
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) return StreamUrlVerdict.Refused("its scheme must be http or https");
        if (uri.AbsolutePath != "/stream" || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            return StreamUrlVerdict.Refused("it must end in /stream, without user, query or fragment");
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)) return JudgeAddress(uri, AddressClasses.Normal(address), observed);
        return uri.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) ? StreamUrlVerdict.Lan(uri) : StreamUrlVerdict.Name(uri);
    }

    private StreamUrlVerdict JudgeAddress(Uri uri, IPAddress address, IPAddress? observed)
    {
        if (observed is not null && address.Equals(AddressClasses.Normal(observed)))
            return AddressClasses.IsPrivate(address) && !addresses.IsPublic(address) ? StreamUrlVerdict.Lan(uri) : StreamUrlVerdict.Wan(uri);
        return AddressClasses.IsPrivate(address) && !IPAddress.IsLoopback(address)
            ? StreamUrlVerdict.Lan(uri)
            : StreamUrlVerdict.Refused("its address is neither private nor the one that this board connects from");
    }
}
