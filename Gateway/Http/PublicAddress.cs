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

    private string WebSocket(HttpRequest request)
    {
        var http = options.Value.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
        return http.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "wss" + http[5..] : "ws" + http[4..];
    }
}
