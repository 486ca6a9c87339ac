using System.Text.Json;
using RcFleet.Devices;

namespace RcFleet.Gateway.Devices;

/// <summary>Reads what boards send. Every message is one JSON object of at most 16 KiB and 16 levels; a key may stand once.</summary>
internal static class DeviceMessages
{
    /// <summary>Longest text message, in bytes.</summary>
    public const int MaxText = 16 * 1024;

    /// <summary>Longest frame, in bytes.</summary>
    public const int MaxFrame = 256 * 1024;

    /// <summary>The type of most of a board's messages, which is read without a string of its own.</summary>
    public const string Telemetry = "telemetry";

    private static readonly DeviceTelemetry Nothing = new(null, null, null, null, null, null, null, null);

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 16 };

    private static readonly JsonSerializerOptions RegisterOptions = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 16,
        AllowDuplicateProperties = false,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
    };

    /// <summary>Reads the whole message for its <c>type</c>. False when it is not a JSON object, or has none or two of them.</summary>
    public static bool TryReadType(ReadOnlySpan<byte> utf8, out string type)
    {
        type = "";
        try
        {
            var seen = false;
            var reader = new Utf8JsonReader(utf8, ReaderOptions);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isType)
                {
                    if (reader.TokenType != JsonTokenType.String || seen) return false;
                    seen = true;
                    type = reader.ValueTextEquals("telemetry"u8) ? Telemetry : reader.GetString()!;
                }
                else
                {
                    reader.Skip();
                }
            }

            return !reader.Read() && type.Length > 0;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Reads a <c>register</c>. False with a sentence for people when a field is not what it must be.</summary>
    public static bool TryReadRegister(ReadOnlySpan<byte> utf8, out RegisterMessage message, out string problem)
    {
        problem = "";
        try
        {
            message = JsonSerializer.Deserialize<RegisterMessage>(utf8, RegisterOptions) ?? new RegisterMessage();
            return true;
        }
        catch (JsonException e)
        {
            message = new RegisterMessage();
            problem = $"register has a field of the wrong type or twice there: {e.Path ?? "unknown"}";
            return false;
        }
    }

    /// <summary>Reads a <c>telemetry</c>. False when a field has another type or is out of range; fields that are missing or null are null.</summary>
    public static bool TryReadTelemetry(ReadOnlySpan<byte> utf8, out DeviceTelemetry telemetry)
    {
        telemetry = Nothing;
        int? batteryMv = null, batteryPercent = null, rssi = null, ackAgeMs = null;
        long? epoch = null;
        uint? ackSeq = null;
        bool? armed = null, neutral = null;
        double? speedMps = null;
        try
        {
            var reader = new Utf8JsonReader(utf8, ReaderOptions);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var good = true;
                if (reader.ValueTextEquals("batteryMv"u8)) good = TryInt(ref reader, 0, 100_000, ref batteryMv);
                else if (reader.ValueTextEquals("batteryPercent"u8)) good = TryInt(ref reader, 0, 100, ref batteryPercent);
                else if (reader.ValueTextEquals("rssi"u8)) good = TryInt(ref reader, -127, 0, ref rssi);
                else if (reader.ValueTextEquals("ackAgeMs"u8)) good = TryInt(ref reader, 0, int.MaxValue, ref ackAgeMs);
                else if (reader.ValueTextEquals("epoch"u8)) good = TryLong(ref reader, ref epoch);
                else if (reader.ValueTextEquals("ackSeq"u8)) good = TryUInt(ref reader, ref ackSeq);
                else if (reader.ValueTextEquals("armed"u8)) good = TryBool(ref reader, ref armed);
                else if (reader.ValueTextEquals("neutral"u8)) good = TryBool(ref reader, ref neutral);
                else if (reader.ValueTextEquals("speedMps"u8)) good = TryDouble(ref reader, -100, 100, ref speedMps);
                else
                {
                    reader.Read();
                    reader.Skip();
                }

                if (!good) return false;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        telemetry = new DeviceTelemetry(batteryMv, batteryPercent, rssi, epoch, ackSeq, ackAgeMs, armed, neutral, speedMps);
        return true;
    }

    // Whole numbers may come as 81 or 81.0, as a JSON library on a board writes a double.
    private static bool TryInt(ref Utf8JsonReader reader, int min, int max, ref int? value)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (value is not null || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number)) return false;
        if (!(number >= min && number <= max)) return false;
        value = (int)Math.Round(number);
        return true;
    }

    private static bool TryDouble(ref Utf8JsonReader reader, double min, double max, ref double? value)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (value is not null || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var number)) return false;
        if (!(number >= min && number <= max)) return false;
        value = number;
        return true;
    }

    private static bool TryLong(ref Utf8JsonReader reader, ref long? value)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (value is not null || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0) return false;
        value = number;
        return true;
    }

    private static bool TryUInt(ref Utf8JsonReader reader, ref uint? value)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (value is not null || reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt32(out var number)) return false;
        value = number;
        return true;
    }

    private static bool TryBool(ref Utf8JsonReader reader, ref bool? value)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (value is not null || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return false;
        value = reader.GetBoolean();
        return true;
    }
}
