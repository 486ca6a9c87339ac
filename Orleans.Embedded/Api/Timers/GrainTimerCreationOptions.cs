using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain timer ticks, and beside what.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>Due time and period; the rest as by default.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first tick. Zero: at once. <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of a tick to the next one. <see cref="Timeout.InfiniteTimeSpan"/>: one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Ticks run even while a call of this grain awaits. Default false.</summary>
    public bool Interleave { get; init; }

    /// <summary>A tick counts as use, so that the grain does not become idle. Default false.</summary>
    public bool KeepAlive { get; init; }
}
