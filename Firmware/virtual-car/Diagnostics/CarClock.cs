namespace RcFleet.VirtualCar.Diagnostics;

/// <summary>The car's monotonic clock: ms since it was made, and like a board's uptime never the time of day.</summary>
public sealed class CarClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time => time;

    public long NowMs => time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMillisecond;

    /// <inheritdoc cref="TimeProvider.GetTimestamp"/>
    public long Timestamp => time.GetTimestamp();
}
