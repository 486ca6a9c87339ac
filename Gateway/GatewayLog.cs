using Microsoft.Extensions.Logging;

namespace RcFleet.Gateway;

/// <summary>The gateway's log lines. None carries a token, a key or a rental code; none above Debug is written per command.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(EventId = 2010, Level = LogLevel.Warning, Message = "A join to {CarId} failed")]
    public static partial void JoinFailed(this ILogger logger, string carId, Exception exception);

    [LoggerMessage(EventId = 2020, Level = LogLevel.Information, Message = "{DeviceId} registered as {Role} of {CarId} from {Address}, firmware {Firmware}, reset by {ResetReason}")]
    public static partial void DeviceRegistered(this ILogger logger, string deviceId, string role, string carId, string? address, string? firmware, string? resetReason);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Information, Message = "{DeviceId} is gone: {Why}")]
    public static partial void DeviceGone(this ILogger logger, string deviceId, string why);

    [LoggerMessage(EventId = 2022, Level = LogLevel.Warning, Message = "A device was refused from {Address}: {Code}")]
    public static partial void DeviceRefused(this ILogger logger, string? address, string code);

    [LoggerMessage(EventId = 2024, Level = LogLevel.Warning, Message = "No token for the camera of {CarId}: its gateway does not answer")]
    public static partial void CameraUnreachable(this ILogger logger, string carId, Exception exception);

    [LoggerMessage(EventId = 2040, Level = LogLevel.Information, Message = "Linked to gateway {Gateway} at {Url}")]
    public static partial void PeerLinked(this ILogger logger, string gateway, string url);

    [LoggerMessage(EventId = 2041, Level = LogLevel.Warning, Message = "No link to gateway {Gateway} at {Url}: {Why}")]
    public static partial void PeerLost(this ILogger logger, string gateway, string url, string why);

    [LoggerMessage(EventId = 2042, Level = LogLevel.Warning, Message = "A peer was refused from {Address}: {Why}")]
    public static partial void PeerRefused(this ILogger logger, string? address, string why);

    [LoggerMessage(EventId = 2043, Level = LogLevel.Debug, Message = "No thumbnail of {CarId} from the gateway of its camera")]
    public static partial void ThumbnailNotFetched(this ILogger logger, string carId, Exception exception);

    [LoggerMessage(EventId = 2031, Level = LogLevel.Error, Message = "Stop all did not reach {What}")]
    public static partial void StopAllMissed(this ILogger logger, string what, Exception exception);

    [LoggerMessage(EventId = 2032, Level = LogLevel.Information, Message = "An operator ended session {SessionId}: {Reason}")]
    public static partial void SessionRevoked(this ILogger logger, string sessionId, string? reason);

    [LoggerMessage(EventId = 2023, Level = LogLevel.Warning, Message = "A call to the car of {DeviceId} failed")]
    public static partial void DeviceCallFailed(this ILogger logger, string deviceId, Exception exception);
}
