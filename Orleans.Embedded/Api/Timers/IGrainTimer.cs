namespace Orleans.Runtime;

/// <summary>A grain's timer; dispose to stop it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>A new due time and period. From inside the callback it takes effect when the callback is done.</summary>
    /// <param name="dueTime">Zero: at once. <see cref="Timeout.InfiniteTimeSpan"/>: never.</param>
    /// <param name="period">From the end of a tick to the next one. <see cref="Timeout.InfiniteTimeSpan"/>: one tick only.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
