using Microsoft.Extensions.Logging;

namespace RcFleet.Hosting.Cluster;

/// <summary>
/// A log in which an event stands once a minute at most; how often it happened besides is said with the next one. For what
/// somebody outside can make happen as often as it likes.
/// </summary>
/// <param name="inner">Where it goes.</param>
/// <param name="time">The clock.</param>
/// <param name="happened">Called each time, logged or not.</param>
internal sealed class RareLogger(ILogger inner, TimeProvider time, Action? happened = null) : ILogger
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();

    // One entry an event id of the one class that logs here.
    private readonly Dictionary<int, (long At, int LeftOut)> _last = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        happened?.Invoke();
        int leftOut;
        lock (_gate)
        {
            var known = _last.TryGetValue(eventId.Id, out var last);
            if (known && time.GetElapsedTime(last.At) < Every)
            {
                _last[eventId.Id] = (last.At, last.LeftOut + 1);
                return;
            }

            leftOut = last.LeftOut;
            _last[eventId.Id] = (time.GetTimestamp(), 0);
        }

        if (leftOut == 0) inner.Log(logLevel, eventId, state, exception, formatter);
        else inner.Log(logLevel, eventId, state, exception, (s, e) => $"{formatter(s, e)} ({leftOut} more of these were left out since the last)");
    }
}
