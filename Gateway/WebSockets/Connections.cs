using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.WebSockets;

/// <summary>What the three kinds of connection do alike.</summary>
internal static partial class Connections
{
    /// <summary>How long a connection may stay without its first message, in milliseconds.</summary>
    public const long FirstMessageMs = 5000;

    /// <summary>What somebody is told who comes to a gateway that no silo answers.</summary>
    public const string CutOff = "This gateway has no way to the cars at the moment. Connect again: another one has.";

    /// <summary>
    /// Reads messages until a <c>join</c> and returns its token. Null when the connection is closed or was told why it will be.
    /// What comes before the join is refused and counted.
    /// </summary>
    public static async Task<string?> ReadJoinToken(MessageReader reader, SocketOutbox outbox, string endpoint, GatewayMetrics metrics, CancellationToken cancellation)
    {
        while (true)
        {
            var kind = await reader.ReadAsync(cancellation);
            switch (kind)
            {
                case MessageKind.Closed:
                    return null;
                case MessageKind.Text:
                    var message = DriverMessages.Read(reader.Message);
                    switch (message.Kind)
                    {
                        case DriverMessageKind.Join when message.Token is not null:
                            return message.Token;
                        case DriverMessageKind.Join:
                            Refuse(outbox, endpoint, metrics, CloseCodes.Unauthorized, "unauthorized", "join needs the session token as token.");
                            return null;
                        case DriverMessageKind.NotJson or DriverMessageKind.Unknown:
                            Refuse(outbox, endpoint, metrics, CloseCodes.Malformed, "join_expected", "The first message must be {\"type\":\"join\",\"token\":\"…\"}.");
                            return null;
                        case DriverMessageKind.Drive or DriverMessageKind.MalformedDrive:
                            metrics.DriveRefused(DriveRefusal.NotJoined);
                            break;
                        default:
                            metrics.MessageRefused(endpoint, "not_joined");
                            break;
                    }

                    break;
                default:
                    Refuse(outbox, endpoint, metrics, CloseCodes.TooLarge, "too_large", "The first message must be a join of at most 16 KiB of text.");
                    return null;
            }
        }
    }

    /// <summary>Tells the peer what is wrong, then closes.</summary>
    public static void Refuse(SocketOutbox outbox, string endpoint, GatewayMetrics metrics, WebSocketCloseStatus status, string code, string sentence)
    {
        if (outbox.Closing) return;
        metrics.MessageRefused(endpoint, code);
        metrics.Closed(endpoint, (int)status);
        outbox.Close(status, code, ServerMessages.Error(code, sentence));
    }

    /// <summary>After a close was sent: reads on until the peer has answered it or the connection is cut.</summary>
    public static async Task DrainAsync(MessageReader reader, SocketOutbox outbox, CancellationToken cancellation)
    {
        if (!outbox.Closing) outbox.Close(WebSocketCloseStatus.NormalClosure, "");
        while (await reader.ReadAsync(cancellation) is not MessageKind.Closed)
        {
            // What a peer still sends after we closed is of no interest.
        }
    }

    /// <summary>Awaits a call whose failure changes nothing any more, and logs it.</summary>
    public static async Task Quietly(Task call, ILogger logger, string what)
    {
        try
        {
            await call;
        }
        catch (Exception e)
        {
            LogCallFailed(logger, what, e);
        }
    }

    /// <summary>
    /// Makes a call after the one before it, and returns its end: calls that are not awaited may overtake each other.
    /// A connection's rate limit bounds how many can wait.
    /// </summary>
    public static async Task InTurn(Task before, Func<Task> call, ILogger logger, string what)
    {
        await before;
        await Quietly(call(), logger, what);
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "{What} failed while a connection ended")]
    private static partial void LogCallFailed(ILogger logger, string what, Exception exception);
}
