using Microsoft.Extensions.Logging;

namespace RcFleet.Hosting;

/// <summary>
/// The console, on which the same failure stands ten times a minute at most: a store or a silo that is away fails every call
/// of every car. What is no failure stands always, and so does an error of this program's own.
/// </summary>
[ProviderAlias("Console")]
internal sealed class CalmLog(ILoggerProvider console, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>How many times a minute.</summary>
    public const int Most = 10;

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Calm(console.CreateLogger(categoryName), time, orleans: categoryName.StartsWith("Orleans.", StringComparison.Ordinal));

    /// <inheritdoc />
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (console as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    /// <inheritdoc />
    public void Dispose()
    {
        // The container's.
    }

    // Orleans tells most failures of a call without an exception.
    private sealed class Calm(ILogger all, TimeProvider time, bool orleans) : ILogger
    {
        private readonly RareLogger _rare = new(all, time, most: Most);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => all.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => all.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var failure = orleans ? logLevel >= LogLevel.Warning : logLevel == LogLevel.Warning && exception is not null;
            (failure ? _rare : all).Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
