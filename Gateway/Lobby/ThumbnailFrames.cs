using System.Buffers.Binary;
using System.Text;

namespace RcFleet.Gateway.Lobby;

/// <summary>What a gateway says to fetch one thumbnail from another: one question, one answer, each one binary message.</summary>
/// <remarks>
/// After the handshake (see <c>PeerHandshake</c>):
/// <code>
/// who dials    → ask      in use 0 or 1 (1) | deviceId, ASCII
/// who listens  ← answer   outcome (1) | age in ms, big-endian (4) | one JPEG, only if the outcome is 0
/// </code>
/// </remarks>
internal static class ThumbnailFrames
{
    /// <summary>The longest question, in bytes.</summary>
    public const int MaxAsk = 1 + MaxDeviceId;

    /// <summary>Bytes of an answer before the picture.</summary>
    public const int Head = 5;

    // An id, and a role for a board without a key.
    private const int MaxDeviceId = 80;

    /// <summary>The question.</summary>
    public static byte[] Ask(string deviceId, bool inUse) => [inUse ? (byte)1 : (byte)0, .. Encoding.ASCII.GetBytes(deviceId)];

    /// <summary>Reads a question. False when it is malformed.</summary>
    public static bool TryReadAsk(ReadOnlySpan<byte> message, out string deviceId, out bool inUse)
    {
        (deviceId, inUse) = ("", false);
        if (message.Length is < 2 or > MaxAsk || message[0] > 1) return false;
        (deviceId, inUse) = (Encoding.ASCII.GetString(message[1..]), message[0] == 1);
        return true;
    }

    /// <summary>The answer: how it ended, and the picture with its age, 0 or more milliseconds.</summary>
    public static byte[] Answer(ThumbnailOutcome outcome, ReadOnlySpan<byte> jpeg, long ageMs)
    {
        var answer = new byte[Head + jpeg.Length];
        answer[0] = (byte)outcome;
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(1), (uint)Math.Clamp(ageMs, 0, uint.MaxValue));
        jpeg.CopyTo(answer.AsSpan(Head));
        return answer;
    }

    /// <summary>Reads an answer. False when it is malformed, or no answer that this version knows.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> message, out ThumbnailOutcome outcome, out long ageMs, out ReadOnlySpan<byte> jpeg)
    {
        (outcome, ageMs) = (default, 0);
        jpeg = default;
        if (message.Length < Head || message[0] > (byte)ThumbnailOutcome.Unreachable) return false;
        outcome = (ThumbnailOutcome)message[0];
        ageMs = BinaryPrimitives.ReadUInt32BigEndian(message[1..]);
        jpeg = message[Head..];
        return jpeg.IsEmpty == (outcome != ThumbnailOutcome.Taken);
    }
}
