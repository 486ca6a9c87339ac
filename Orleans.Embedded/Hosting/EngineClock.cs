namespace Orleans.Embedded;

/// <summary>
/// The engine's coarse time: a timestamp that one timer refreshes every <see cref="Step"/>, so that a call costs no look
/// at the clock. Deadlines get one step more: they come up to a step late and never early.
/// </summary>
internal sealed class EngineClock
{
    private readonly TimeProvider _provider;
    private long _now;

    public EngineClock(TimeProvider provider, TimeSpan step)
    {
        _provider = provider;
        Step = Ticks(step);
        Refresh();
    }

    public TimeProvider Provider => _provider;

    /// <summary>How coarse, in the provider's timestamp ticks.</summary>
    public long Step { get; }

    /// <summary>The provider's timestamp at the last refresh.</summary>
    public long Now => Volatile.Read(ref _now);

    public long Refresh()
    {
        var now = _provider.GetTimestamp();
        Volatile.Write(ref _now, now);
        return now;
    }

    public long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _provider.TimestampFrequency);

    /// <summary>When at least <paramref name="time"/> will have passed.</summary>
    public long After(TimeSpan time) => Now + Ticks(time) + Step;
}
