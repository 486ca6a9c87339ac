using System.Text.Json;

namespace RcFleet.Gateway.WebSockets;

/// <summary>Messages that are not sent often enough to be written by hand.</summary>
internal static class ServerMessages
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>One JSON object in UTF-8.</summary>
    public static byte[] Write<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, Options);

    /// <summary>A refusal: a stable word for programs and a sentence for people.</summary>
    public static byte[] Error(string code, string message) => Write(new { type = "error", code, message });
}
