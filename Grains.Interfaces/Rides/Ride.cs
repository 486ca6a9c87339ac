using RcFleet.Cars;

namespace RcFleet.Rides;

/// <summary>The ledger's entry of a finished session.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="CarId">The car.</param>
/// <param name="CodeEnd">The last four characters of the rental code that paid, or null for an operator's session.</param>
/// <param name="StartedAtMs">When it was granted, by the server's clock: milliseconds since 1970.</param>
/// <param name="EndedAtMs">When it ended, likewise; never before it started.</param>
/// <param name="GrantedMs">The time that it had, in milliseconds.</param>
/// <param name="DrivenMs">The time that was charged, in milliseconds.</param>
/// <param name="PausedMs">The time that was not, because the car was offline or stopped while a driver had it, in milliseconds.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Traffic">Bytes through the server.</param>
[Immutable, GenerateSerializer, Alias("rc.ride")]
public sealed record Ride(
    [property: Id(0)] string SessionId,
    [property: Id(1)] string CarId,
    [property: Id(2)] string? CodeEnd,
    [property: Id(3)] long StartedAtMs,
    [property: Id(4)] long EndedAtMs,
    [property: Id(5)] long GrantedMs,
    [property: Id(6)] long DrivenMs,
    [property: Id(7)] long PausedMs,
    [property: Id(8)] EndReason Reason,
    [property: Id(9)] Traffic Traffic);
