using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>A timer whose ticks are turns of its activation. The next tick is set when one is done, so ticks never pile up.</summary>
internal sealed class GrainTimer : Turn, IGrainTimer
{
    // System.Threading.Timer's own limit.
    private const uint LongestMilliseconds = 0xfffffffe;

    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _firing;
    private bool _changed;
    private volatile bool _disposed;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_activation, _callback, _options) = (activation, callback, options);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Engine.Clock.Provider.CreateTimer(
                static self => ((GrainTimer)self!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public override bool AlwaysInterleave => _options.Interleave;

    public override bool ReadOnly => false;

    public override bool CountsAsUse => _options.KeepAlive;

    public override bool IsExpired => _disposed;

    /// <summary>From the moment at which it falls due until the next tick is set.</summary>
    public bool IsFiring
    {
        get
        {
            lock (_lock) return _firing;
        }
    }

    public static void Validate(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)dueTime.TotalMilliseconds, -1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)dueTime.TotalMilliseconds, LongestMilliseconds, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfLessThan((long)period.TotalMilliseconds, -1, nameof(period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)period.TotalMilliseconds, LongestMilliseconds, nameof(period));
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, period);
        lock (_lock)
        {
            (_dueTime, _period, _changed) = (dueTime, period, true);
            if (!_firing && !IsExpired) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public override Task? Invoke(object target)
    {
        if (IsExpired) return null;
        lock (_lock) _changed = false;
        return _callback(_stop.Token);
    }

    public override void Complete(Task? done) => SetNext();

    public override void Fail(Exception exception) => SetNext();

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            _timer.Dispose();
        }
        _stop.Cancel();
        _activation.Forget(this);
    }

    private void Fire()
    {
        lock (_lock)
        {
            if (_firing || IsExpired) return;
            _firing = true;
        }
        _activation.TryReceive(this);
    }

    private void SetNext()
    {
        lock (_lock)
        {
            _firing = false;
            if (!IsExpired) _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
        }
    }
}
