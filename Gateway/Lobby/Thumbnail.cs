using System.Security.Cryptography;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>One frame of a camera, for the lobby.</summary>
/// <param name="Jpeg">The frame as the camera sent it.</param>
/// <param name="Tag">Its entity tag, without quotes: the same on every gateway.</param>
/// <param name="TakenAt">When it came, by the wall clock.</param>
/// <param name="TakenMs">When it came, by this process' clock.</param>
internal sealed record Thumbnail(byte[] Jpeg, string Tag, DateTimeOffset TakenAt, long TakenMs)
{
    /// <summary>A frame that came so many milliseconds ago.</summary>
    public static Thumbnail Of(byte[] jpeg, MonotonicClock clock, long ageMs) =>
        new(jpeg, Convert.ToHexStringLower(SHA256.HashData(jpeg).AsSpan(0, 16)), clock.Time.GetUtcNow().AddMilliseconds(-ageMs), clock.NowMs - ageMs);
}
