using System.Text;
using System.Text.Json;
using RcFleet.Cars;

namespace RcFleet.Gateway.Signaling;

/// <summary>Passes WebRTC signaling through, with the names that the receiver must be able to trust set by the server.</summary>
internal static class SignalRewriter
{
    /// <summary>The message with <paramref name="name"/> set to <paramref name="value"/>, whatever the sender had put there.</summary>
    public static SignalMessage With(ReadOnlySpan<byte> utf8, string name, string value)
    {
        var reader = new Utf8JsonReader(utf8);
        using var message = JsonDocument.ParseValue(ref reader);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in message.RootElement.EnumerateObject())
                if (!member.NameEquals(name)) member.WriteTo(writer);
            writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        return new SignalMessage(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    /// <summary>A text member of the message, or null.</summary>
    public static string? Member(ReadOnlySpan<byte> utf8, string name)
    {
        var reader = new Utf8JsonReader(utf8);
        using var message = JsonDocument.ParseValue(ref reader);
        return message.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
    }
}
