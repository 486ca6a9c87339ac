using RcFleet.Hosting.Cluster;

namespace RcFleet.Silo.Cluster;

/// <summary>
/// Hears from Orleans' log that the other silos have put this one out, and ends the process with a sentence and the code of
/// a failed start.
/// </summary>
/// <remarks>
/// Orleans says it nowhere else: it logs, waits for 2 s and calls <see cref="Environment.FailFast(string)"/>, which prints
/// two stack traces and aborts. That stays as it is, for a process that does not end by then.
/// </remarks>
internal sealed class DeathNotice : ILoggerProvider
{
    private const string Category = "Orleans.Runtime.MembershipService.MembershipTableManager";

    /// <summary>Orleans' ErrorCode.MembershipKillMyselfLocally.</summary>
    private const int KillMyselfLocally = 100627;

    public ILogger CreateLogger(string categoryName) => categoryName == Category ? new Listener() : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Dispose()
    {
    }

    private sealed class Listener : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id != KillMyselfLocally) return;
            Console.Error.WriteLine("RcFleet stops: " + ClusterProblem.PutOut);

            // On a thread of its own: this one must come to the abort, should the end hang.
            _ = Task.Run(() => Environment.Exit(1));
        }
    }
}
