using System.Text.Json;
using RcFleet.Cars;

namespace RcFleet.Gateway.Drivers;

/// <summary>Reads what drivers send, in one pass over the received bytes. A drive command allocates nothing.</summary>
internal static class DriverMessages
{
    /// <summary>Longest text message, in bytes.</summary>
    public const int MaxText = 16 * 1024;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 16 };

    [Flags]
    private enum Seen
    {
        None = 0,
        Type = 1,
        Seq = 2,
        T = 4,
        Steering = 8,
        Throttle = 16,
        Token = 32,
        DeviceId = 64,
        Quality = 128,
        Twice = 256,
    }

    /// <summary>Reads one message. Unknown members are skipped, since additions are welcome.</summary>
    public static DriverMessage Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ReadObject(utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8.
            return new DriverMessage(DriverMessageKind.NotJson);
        }
    }

    private static DriverMessage ReadObject(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return new DriverMessage(DriverMessageKind.NotJson);

        var kind = DriverMessageKind.Unknown;
        var seen = Seen.None;
        var bad = Seen.None;
        uint seq = 0, t = 0;
        double steering = 0, throttle = 0;
        string? token = null, deviceId = null;
        VideoQuality? quality = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Field(ref reader);
            reader.Read();
            if ((seen & field) != 0) bad |= field | Seen.Twice;
            seen |= field;
            var good = true;
            switch (field)
            {
                case Seen.Type:
                    kind = Kind(ref reader);
                    break;
                case Seen.Seq:
                    good = reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out seq);
                    break;
                case Seen.T:
                    good = reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out t);
                    break;
                case Seen.Steering:
                    good = TryAxis(ref reader, out steering);
                    break;
                case Seen.Throttle:
                    good = TryAxis(ref reader, out throttle);
                    break;
                case Seen.Token:
                    good = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 256;
                    if (good) token = reader.GetString();
                    break;
                case Seen.DeviceId:
                    good = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= 256;
                    if (good) deviceId = reader.GetString();
                    break;
                case Seen.Quality:
                    quality = Quality(ref reader);
                    good = quality is not null;
                    break;
                default:
                    break;
            }

            if (!good) bad |= field;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
        }

        if (reader.Read()) return new DriverMessage(DriverMessageKind.NotJson);
        if ((bad & Seen.Type) != 0) return new DriverMessage(DriverMessageKind.Unknown);
        const Seen Needed = Seen.Seq | Seen.Steering | Seen.Throttle;
        return kind switch
        {
            DriverMessageKind.Drive when (seen & Needed) != Needed || (bad & (Needed | Seen.T)) != 0 || seq == 0 => new DriverMessage(DriverMessageKind.MalformedDrive),
            DriverMessageKind.Drive => new DriverMessage(kind, seq, (seen & Seen.T) != 0 ? t : null, (float)steering, (float)throttle),
            DriverMessageKind.Ping => new DriverMessage(kind, Stamp: (seen & ~bad & Seen.T) != 0 ? t : null),
            DriverMessageKind.Join => new DriverMessage(kind, Token: (bad & Seen.Token) != 0 ? null : token),
            DriverMessageKind.Signal => new DriverMessage(kind, DeviceId: (bad & Seen.DeviceId) != 0 ? null : deviceId),
            DriverMessageKind.Video => new DriverMessage(kind, Quality: (bad & Seen.Quality) != 0 ? null : quality),
            _ => new DriverMessage(kind),
        };
    }

    private static Seen Field(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8)) return Seen.Type;
        if (reader.ValueTextEquals("seq"u8)) return Seen.Seq;
        if (reader.ValueTextEquals("t"u8)) return Seen.T;
        if (reader.ValueTextEquals("steering"u8)) return Seen.Steering;
        if (reader.ValueTextEquals("throttle"u8)) return Seen.Throttle;
        if (reader.ValueTextEquals("token"u8)) return Seen.Token;
        if (reader.ValueTextEquals("quality"u8)) return Seen.Quality;
        return reader.ValueTextEquals("deviceId"u8) ? Seen.DeviceId : Seen.None;
    }

    private static DriverMessageKind Kind(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return DriverMessageKind.Unknown;
        if (reader.ValueTextEquals("drive"u8)) return DriverMessageKind.Drive;
        if (reader.ValueTextEquals("ping"u8)) return DriverMessageKind.Ping;
        if (reader.ValueTextEquals("stop"u8)) return DriverMessageKind.Stop;
        if (reader.ValueTextEquals("join"u8)) return DriverMessageKind.Join;
        if (reader.ValueTextEquals("video"u8)) return DriverMessageKind.Video;
        return reader.ValueTextEquals("offer"u8) || reader.ValueTextEquals("answer"u8) || reader.ValueTextEquals("candidate"u8) || reader.ValueTextEquals("bye"u8)
            ? DriverMessageKind.Signal
            : DriverMessageKind.Unknown;
    }

    private static VideoQuality? Quality(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return null;
        if (reader.ValueTextEquals("high"u8)) return VideoQuality.High;
        if (reader.ValueTextEquals("medium"u8)) return VideoQuality.Medium;
        return reader.ValueTextEquals("low"u8) ? VideoQuality.Low : null;
    }

    // 1e999 reads as infinity; NaN is not JSON.
    private static bool TryAxis(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value) && value is >= -1 and <= 1;
    }
}
