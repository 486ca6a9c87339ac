namespace RcFleet.Cars;

/// <summary>
/// Beats at least once a period from the first <see cref="Expect"/> on, and earlier when something falls due before. What is
/// expected never puts a beat off, or a call that comes often would do so for ever.
/// </summary>
/// <param name="period">The longest time between two beats.</param>
/// <param name="start">Starts a timer of the grain.</param>
/// <param name="beat">Called at each beat; calls <see cref="Beaten"/> first.</param>
internal sealed class BeatTimer(
    TimeSpan period, Func<Func<CancellationToken, Task>, GrainTimerCreationOptions, IGrainTimer> start, Func<CancellationToken, Task> beat)
{
    private IGrainTimer? _timer;
    private long _at;
    private bool _over;

    /// <summary>Something falls due, or nothing does before the period is over.</summary>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <param name="dueIn">In how many milliseconds; what is overdue is due in 1.</param>
    public void Expect(long now, long dueIn)
    {
        if (_over) return;
        var due = Math.Clamp(dueIn, 1, (long)period.TotalMilliseconds);
        var wait = TimeSpan.FromMilliseconds(due);
        if (_timer is null) _timer = start(beat, new GrainTimerCreationOptions(wait, period) { Interleave = true, KeepAlive = true });
        else if (now + due < _at) _timer.Change(wait, period);
        else return;
        _at = now + due;
    }

    /// <summary>A beat has come; the next one is a period away.</summary>
    public void Beaten(long now) => _at = now + (long)period.TotalMilliseconds;

    /// <summary>No more beats until something is expected again.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>No more beats, whatever is expected: the grain goes.</summary>
    public void End()
    {
        Stop();
        _over = true;
    }
}
