using Microsoft.Extensions.Logging;

namespace RcFleet.VirtualCar.Links;

internal static partial class LinkLog
{
    [LoggerMessage(EventId = 7001, Level = LogLevel.Information, Message = "{DeviceId} is registered as {Role}.")]
    public static partial void Registered(ILogger logger, string deviceId, string role);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Information, Message = "{DeviceId} lost its connection ({Detail}); next attempt in {Seconds:0.0} s.")]
    public static partial void Lost(ILogger logger, string deviceId, string detail, double seconds);

    [LoggerMessage(EventId = 7003, Level = LogLevel.Error, Message = "{DeviceId} is refused: {End}. Give it a valid key (an operator can rotate it). Next attempt in {Seconds:0} s.")]
    public static partial void Refused(ILogger logger, string deviceId, LinkEnd end, double seconds);

    [LoggerMessage(EventId = 7004, Level = LogLevel.Warning, Message = "{DeviceId} is connected from somewhere else as well, and that connection has taken over. Next attempt in {Seconds:0} s.")]
    public static partial void Replaced(ILogger logger, string deviceId, double seconds);

    [LoggerMessage(EventId = 7005, Level = LogLevel.Warning, Message = "The server tells {DeviceId}: {Code}: {Text}")]
    public static partial void ServerError(ILogger logger, string deviceId, string code, string text);
}
