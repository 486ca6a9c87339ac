using Microsoft.Extensions.Logging;

namespace Orleans.Embedded;

/// <summary>Everything that the engine logs. Ids 1000 to 1099.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1000, LogLevel.Information, "Grains are hosted here: {Classes} classes, state in {DataPath}")]
    public static partial void Started(ILogger logger, int classes, string dataPath);

    [LoggerMessage(1001, LogLevel.Information, "Stopped: every grain is deactivated and every write is on disk")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(1002, LogLevel.Warning, "Stopped before {Count} grains were done: the time to shut down is over. What was answered is on disk; what a grain keeps in memory until OnDeactivateAsync is lost")]
    public static partial void StoppedEarly(ILogger logger, int count);

    [LoggerMessage(1010, LogLevel.Warning, "{Grain} could not be activated; the calls that waited for it fail, the next one tries anew")]
    public static partial void ActivationFailed(ILogger logger, Exception exception, object grain);

    [LoggerMessage(1011, LogLevel.Warning, "{Grain} failed while it was deactivated ({Reason}); it is gone nevertheless")]
    public static partial void DeactivationFailed(ILogger logger, Exception exception, object grain, DeactivationReasonCode reason);

    [LoggerMessage(1020, LogLevel.Warning, "One-way call {Method} of {Grain} failed")]
    public static partial void OneWayFailed(ILogger logger, Exception exception, string method, object grain);

    [LoggerMessage(1021, LogLevel.Warning, "A timer of {Grain} failed; its next tick comes as planned")]
    public static partial void TimerFailed(ILogger logger, Exception exception, object grain);

    [LoggerMessage(1022, LogLevel.Warning, "One-way call {Method} of observer {Observer} failed")]
    public static partial void ObserverFailed(ILogger logger, Exception exception, string method, string observer);

    [LoggerMessage(1023, LogLevel.Debug, "{Method} of {Target} did not answer within {Timeout}")]
    public static partial void TimedOut(ILogger logger, string method, object target, TimeSpan timeout);

    [LoggerMessage(1030, LogLevel.Error, "Storage failed; the caller is told, other writes go on")]
    public static partial void StorageFailed(ILogger logger, Exception exception);
}
