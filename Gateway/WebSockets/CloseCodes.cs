using System.Net.WebSockets;

namespace RcFleet.Gateway.WebSockets;

/// <summary>Close codes of the public contract.</summary>
internal static class CloseCodes
{
    /// <summary>Not JSON, or not a message of this endpoint.</summary>
    public const WebSocketCloseStatus Malformed = (WebSocketCloseStatus)4400;

    /// <summary>No valid key or token.</summary>
    public const WebSocketCloseStatus Unauthorized = (WebSocketCloseStatus)4401;

    /// <summary>The device was deleted.</summary>
    public const WebSocketCloseStatus Revoked = (WebSocketCloseStatus)4403;

    /// <summary>Nothing was heard for three heartbeats, or no first message came.</summary>
    public const WebSocketCloseStatus Silent = (WebSocketCloseStatus)4408;

    /// <summary>A newer connection of the same device or session took over.</summary>
    public const WebSocketCloseStatus Replaced = (WebSocketCloseStatus)4409;

    /// <summary>A message over the size limit.</summary>
    public const WebSocketCloseStatus TooLarge = (WebSocketCloseStatus)4413;

    /// <summary>Far more messages than the limit.</summary>
    public const WebSocketCloseStatus TooFast = (WebSocketCloseStatus)4429;

    /// <summary>The server restarts: come back, with jitter (RFC 6455 registry, 1012).</summary>
    public const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;
}
