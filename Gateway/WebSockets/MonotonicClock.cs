namespace RcFleet.Gateway.WebSockets;

/// <summary>Milliseconds of this process' monotonic clock: never steps, means nothing elsewhere.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly long _perMs = Math.Max(1, time.TimestampFrequency / 1000);

    /// <summary>The source, for timers.</summary>
    public TimeProvider Time => time;

    /// <summary>Milliseconds since some fixed moment.</summary>
    public long NowMs => time.GetTimestamp() / _perMs;

    /// <summary>Seconds since 1970, as devices are told.</summary>
    public long UnixSeconds => time.GetUtcNow().ToUnixTimeSeconds();
}
