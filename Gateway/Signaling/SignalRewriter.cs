using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RcFleet.Cars;

namespace RcFleet.Gateway.Signaling;

/// <summary>Passes WebRTC signaling through, with the names that the receiver must be able to trust set by the server.</summary>
internal static class SignalRewriter
{
    /// <summary>Longest message to a board or a page, in bytes: what a board's buffer must hold.</summary>
    public const int MaxBytes = 16 * 1024;

    // The default would write + < ' and all that is not ASCII as six bytes, and SDP is full of +.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The message with <paramref name="name"/> set to <paramref name="value"/>, whatever the sender had put there; null
    /// when it is longer than <see cref="MaxBytes"/> or holds text that is no Unicode.
    /// </summary>
    public static SignalMessage? With(ReadOnlySpan<byte> utf8, string name, string value)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var message = JsonDocument.ParseValue(ref reader);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            {
                writer.WriteStartObject();
                foreach (var member in message.RootElement.EnumerateObject())
                    if (!member.NameEquals(name)) member.WriteTo(writer);
                writer.WriteString(name, value);
                writer.WriteEndObject();
            }

            return buffer.Length > MaxBytes ? null : new SignalMessage(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A text member of the message, or null.</summary>
    public static string? Member(ReadOnlySpan<byte> utf8, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var message = JsonDocument.ParseValue(ref reader);
            return message.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            return null;
        }
    }
}
