using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace RcFleet.Gateway.Http;

/// <summary>The WebSocket addresses that a browser should use.</summary>
internal sealed class PublicAddress(IOptions<GatewayOptions> options)
{
    /// <summary>Where drivers connect.</summary>
    public string Drive(HttpRequest request) => WebSocket(request) + "/ws/drive";

    /// <summary>Where viewers of the relay connect.</summary>
    public string Video(HttpRequest request) => WebSocket(request) + "/ws/video";

    /// <summary>
    /// The origins (RFC 6454) that this fleet's page has, separated by spaces: that of <c>Fleet:PublicUrl</c>, and the one
    /// by which the caller itself reaches the server. Null when the former is not known, for then there may be any.
    /// </summary>
    public string? Origins(HttpRequest request)
    {
        if (options.Value.PublicUrl is not { } page || !Uri.TryCreate(page, UriKind.Absolute, out var known)) return null;
        var own = Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var reached) ? Origin(reached) : null;
        return string.Join(' ', new[] { Origin(known), own }.OfType<string>().Distinct(StringComparer.Ordinal));
    }

    // As browsers spell it: lower case, ASCII, without the scheme's own port.
    private static string Origin(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost.ToLowerInvariant();
        return url.IsDefaultPort ? $"{url.Scheme}://{host}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{url.Scheme}://{host}:{url.Port}");
    }

    private string WebSocket(HttpRequest request)
    {
        var http = options.Value.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
        return http.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "wss" + http[5..] : "ws" + http[4..];
    }
}
