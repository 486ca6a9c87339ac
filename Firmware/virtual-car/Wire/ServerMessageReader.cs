using System.Buffers.Text;
using System.Text.Json;

namespace RcFleet.VirtualCar.Wire;

/// <summary>Reads the server's text frames. Strict: a wrong field makes the frame <see cref="MalformedMessage"/>, never a zero.</summary>
public static class ServerMessageReader
{
    // A key given twice is refused as well: two readers could disagree about which one counts.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static ServerMessage Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            // A duplicate key still says which message it spoiled: a drive frame is counted, a stop still stops.
            return Salvage(json);
        }
    }

    private static ServerMessage Salvage(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Text(document.RootElement, "type") switch
            {
                "stop" => new StopMessage(uint.MaxValue, Flag(document.RootElement, "latched") ?? false),
                { } type => new MalformedMessage(type),
                null => new MalformedMessage(""),
            };
        }
        catch (JsonException)
        {
            return new MalformedMessage("");
        }
    }

    private static ServerMessage Read(JsonElement root) => Text(root, "type") switch
    {
        "drive" => Drive(root),
        "session" => Session(root),
        "stop" => new StopMessage(U32(root, "epoch") ?? uint.MaxValue, Flag(root, "latched") ?? false),
        "resume" => U32(root, "epoch") is { } epoch ? new ResumeMessage(epoch) : new MalformedMessage("resume"),
        "session-ended" => U32(root, "epoch") is { } epoch
            ? new SessionEndedMessage(epoch, Text(root, "reason") ?? "", Text(root, "sessionId"))
            : new MalformedMessage("session-ended"),
        "registered" => Registered(root),
        "relay" => Flag(root, "on") is { } on
            ? new RelayMessage(on, I32(root, "fps"), I32(root, "quality"))
            : new MalformedMessage("relay"),
        "error" => new ErrorMessage(Text(root, "code") ?? "", Text(root, "message") ?? ""),
        { } type => new IgnoredMessage(type),
        null => new MalformedMessage(""),
    };

    private static ServerMessage Drive(JsonElement root) =>
        U32(root, "epoch") is { } epoch
        && U32(root, "seq") is { } seq
        && U32(root, "t") is { } t
        && Axis(root, "steering") is { } steering
        && Axis(root, "throttle") is { } throttle
            ? new DriveMessage(epoch, seq, t, steering, throttle)
            : new MalformedMessage("drive");

    private static ServerMessage Session(JsonElement root) =>
        U32(root, "epoch") is { } epoch and > 0
        && I32(root, "leaseTtlMs") is { } ttl and > 0 and <= 60_000
        && Axis(root, "maxThrottle") is { } cap and > 0
            ? new SessionMessage(epoch, ttl, cap, Text(root, "sessionId"))
            : new MalformedMessage("session");

    private static RegisteredMessage Registered(JsonElement root) => new(
        I64(root, "now") is { } now and > 0 ? now : null,
        I32(root, "heartbeatMs") is { } beat and >= 100 and <= 60_000 ? beat : null,
        I32(root, "failsafeMs"),
        I32(root, "maxCommandAgeMs"),
        Key(Text(root, "streamKey")),
        Text(root, "kid"),
        Flag(root, "stopped"),
        Text(root, "pageOrigins"));

    private static byte[]? Key(string? base64Url)
    {
        if (base64Url is null) return null;
        try
        {
            return Base64Url.DecodeFromChars(base64Url) is { Length: 32 } key ? key : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static double? Axis(JsonElement root, string name) =>
        Number(root, name) is { } element && element.TryGetDouble(out var value) && Math.Abs(value) <= 1 ? value : null;

    private static uint? U32(JsonElement root, string name) =>
        Number(root, name) is { } element && element.TryGetUInt32(out var value) ? value : null;

    private static int? I32(JsonElement root, string name) =>
        Number(root, name) is { } element && element.TryGetInt32(out var value) ? value : null;

    private static long? I64(JsonElement root, string name) =>
        Number(root, name) is { } element && element.TryGetInt64(out var value) ? value : null;

    private static JsonElement? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var element) && element.ValueKind == JsonValueKind.Number ? element : null;

    private static bool? Flag(JsonElement root, string name) =>
        root.TryGetProperty(name, out var element)
            ? element.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var element)
        && element.ValueKind == JsonValueKind.String
            ? element.GetString()
            : null;
}
