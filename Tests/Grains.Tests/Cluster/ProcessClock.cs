namespace RcFleet.Cluster;

/// <summary>The test's clock as one process sees it: when the process dies, its timers die with it.</summary>
internal sealed class ProcessClock(TimeProvider clock) : TimeProvider
{
    private readonly Lock _lock = new();
    private List<ITimer>? _timers = [];

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (_timers is null) return clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            _timers.Add(timer);
            return timer;
        }
    }

    public void Die()
    {
        List<ITimer>? timers;
        lock (_lock) (timers, _timers) = (_timers, null);
        foreach (var timer in timers ?? []) timer.Dispose();
    }
}
