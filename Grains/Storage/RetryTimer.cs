namespace RcFleet.Storage;

/// <summary>What failed in the background is tried again after a second, and ever more seldom up to 16 s, until all of it is done.</summary>
/// <param name="start">Starts a timer of the grain.</param>
/// <param name="attempt">Tries all of it, without waiting. True when nothing is left that would have to be tried again.</param>
internal sealed class RetryTimer(Func<Func<CancellationToken, Task>, GrainTimerCreationOptions, IGrainTimer> start, Func<bool> attempt)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(16);

    private readonly BackOff _wait = new(First, Last);
    private IGrainTimer? _timer;
    private bool _over;

    /// <summary>There is something to try again.</summary>
    public void Start()
    {
        if (!_over) _timer ??= start(Tick, new GrainTimerCreationOptions(_wait.Next(), Last) { Interleave = true, KeepAlive = true });
    }

    /// <summary>No more tries, whatever there is to try: the grain goes.</summary>
    public void End()
    {
        Stop();
        _over = true;
    }

    private Task Tick(CancellationToken cancellationToken)
    {
        if (attempt())
        {
            Stop();
            _wait.Reset();
        }
        else
        {
            _timer?.Change(_wait.Next(), Last);
        }

        return Task.CompletedTask;
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
