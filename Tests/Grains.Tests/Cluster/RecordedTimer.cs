namespace RcFleet.Cluster;

/// <summary>Starts timers that tick when the test says so, and writes down when they would have.</summary>
internal sealed class RecordedTimer : IGrainTimer
{
    private Func<CancellationToken, Task>? _tick;

    /// <summary>How many were started.</summary>
    public int Started { get; private set; }

    /// <summary>One is running.</summary>
    public bool Runs => _tick is not null;

    /// <summary>Until the next tick, as it was set last, in milliseconds.</summary>
    public double DueMs { get; private set; }

    /// <summary>What every grain has: starts a timer.</summary>
    public IGrainTimer Start(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options)
    {
        (_tick, DueMs) = (tick, options.DueTime.TotalMilliseconds);
        Started++;
        return this;
    }

    public void Change(TimeSpan dueTime, TimeSpan period) => DueMs = dueTime.TotalMilliseconds;

    public void Dispose() => _tick = null;

    /// <summary>The time has come.</summary>
    public Task Tick() => (_tick ?? throw new InvalidOperationException("No timer runs."))(CancellationToken.None);
}
