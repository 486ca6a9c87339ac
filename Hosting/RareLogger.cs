using Microsoft.Extensions.Logging;

namespace RcFleet.Hosting;

/// <summary>
/// A log in which an event stands so many times a minute at most; how often it happened besides is said with the next one.
/// For what somebody outside can make happen as often as it likes, and for what happens to every car alike.
/// </summary>
/// <param name="inner">Where it goes.</param>
/// <param name="time">The clock.</param>
/// <param name="happened">Called each time, logged or not.</param>
/// <param name="most">How many times a minute an event stands.</param>
internal sealed class RareLogger(ILogger inner, TimeProvider time, Action? happened = null, int most = 1) : ILogger
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();

    // One entry an event id of the one class that logs here.
    private readonly Dictionary<int, (long Since, int Count)> _minutes = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        happened?.Invoke();
        int leftOut;
        lock (_gate)
        {
            var known = _minutes.TryGetValue(eventId.Id, out var minute);
            var over = !known || time.GetElapsedTime(minute.Since) >= Every;
            leftOut = over ? Math.Max(0, minute.Count - most) : 0;
            minute = over ? (time.GetTimestamp(), 1) : (minute.Since, minute.Count + 1);
            _minutes[eventId.Id] = minute;
            if (minute.Count > most) return;
        }

        if (leftOut == 0) inner.Log(logLevel, eventId, state, exception, formatter);
        else inner.Log(logLevel, eventId, state, exception, (s, e) => $"{formatter(s, e)} ({leftOut} more of these were left out since the last)");
    }
}
