namespace RcFleet.Cars;

/// <summary>A live session.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="CarId">The car it drives.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="RemainingMs">Time left on the clock of the rental, in milliseconds.</param>
/// <param name="Paused">The clock stands.</param>
/// <param name="Joined">A driver has joined at least once.</param>
/// <param name="Traffic">Bytes through the server, as far as the gateways have reported them.</param>
[Immutable, GenerateSerializer, Alias("rc.session-info")]
public sealed record SessionInfo(
    [property: Id(0)] string SessionId,
    [property: Id(1)] string CarId,
    [property: Id(2)] long Epoch,
    [property: Id(3)] long RemainingMs,
    [property: Id(4)] bool Paused,
    [property: Id(5)] bool Joined,
    [property: Id(6)] Traffic Traffic);
