using System.Buffers.Text;
using System.Security.Cryptography;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Streams;

/// <summary>What one camera's connection and its gateway share, so that the camera can check a token offline: a key and a clock.</summary>
internal sealed class StreamKey(MonotonicClock clock)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly long _toldMs = clock.NowMs;

    /// <summary>The key as the camera is told it.</summary>
    public string Text => Base64Url.EncodeToString(_key);

    /// <summary>Which key it is.</summary>
    public string Kid { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(4));

    /// <summary>The time that the camera is told, in seconds since 1970.</summary>
    public long ToldUnixSeconds { get; } = clock.UnixSeconds;

    /// <summary>A token that opens the stream once within a minute, by the clock that the camera was told: ours may have been set since.</summary>
    public string Mint(string deviceId, string sessionId) =>
        StreamToken.Create(_key, Kid, deviceId, sessionId, ToldUnixSeconds + ((clock.NowMs - _toldMs) / 1000));
}
