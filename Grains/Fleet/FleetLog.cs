using Microsoft.Extensions.Logging;
using RcFleet.Cars;

namespace RcFleet.Fleet;

/// <summary>What the grains log. Never a token, key or code; nothing a command.</summary>
internal static partial class FleetLog
{
    [LoggerMessage(1001, LogLevel.Information, "Car {CarId}: session {SessionId} granted, epoch {Epoch}, {GrantedMs} ms")]
    public static partial void SessionGranted(ILogger logger, string carId, string sessionId, long epoch, long grantedMs);

    [LoggerMessage(1002, LogLevel.Information, "Car {CarId}: session {SessionId} ended, {Reason}, {UnusedMs} ms unused")]
    public static partial void SessionEnded(ILogger logger, string carId, string sessionId, EndReason reason, long unusedMs);

    [LoggerMessage(1003, LogLevel.Information, "Car {CarId}: session {SessionId} restored, epoch {Epoch}, {RemainingMs} ms left")]
    public static partial void SessionRestored(ILogger logger, string carId, string sessionId, long epoch, long remainingMs);

    [LoggerMessage(1004, LogLevel.Warning, "Car {CarId}: stop latched by {Reason}; it lasts until an operator resumes")]
    public static partial void StopLatched(ILogger logger, string carId, StopReason reason);

    [LoggerMessage(1005, LogLevel.Warning, "Car {CarId}: writing its state failed; memory goes on, the write is repeated until it succeeds")]
    public static partial void WriteFailed(ILogger logger, string carId, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "Car {CarId}: another activation has written its state; this one gives way")]
    public static partial void StateLost(ILogger logger, string carId, Exception exception);

    [LoggerMessage(1007, LogLevel.Warning, "Car {CarId}: settling session {SessionId} failed; it is repeated until it succeeds")]
    public static partial void SettleFailed(ILogger logger, string carId, string sessionId, Exception exception);

    [LoggerMessage(1008, LogLevel.Warning, "Car {CarId}: reporting to the fleet index failed; it is repeated until it succeeds")]
    public static partial void ReportFailed(ILogger logger, string carId, Exception exception);

    [LoggerMessage(1009, LogLevel.Warning, "Car {CarId}: entering the ride of session {SessionId} into the ledger failed; it is repeated until it succeeds")]
    public static partial void RideFailed(ILogger logger, string carId, string sessionId, Exception exception);

    [LoggerMessage(1010, LogLevel.Debug, "Car {CarId}: came from a silo that stops, epoch {Epoch}")]
    public static partial void Moved(ILogger logger, string carId, long epoch);

    [LoggerMessage(1011, LogLevel.Information, "Car {CarId}: session {SessionId} was driven past this grain while it was away, {RemainingMs} ms left")]
    public static partial void PastCharged(ILogger logger, string carId, string sessionId, long remainingMs);

    [LoggerMessage(1101, LogLevel.Warning, "Fleet shard {Shard}: car {CarId} did not answer; it is asked again")]
    public static partial void CarSilent(ILogger logger, string shard, string carId, Exception exception);

    [LoggerMessage(1201, LogLevel.Warning, "Rental code: session {SessionId} was reserved but is not live; {Ms} ms come back")]
    public static partial void ReservationLost(ILogger logger, string sessionId, long ms);
}
