namespace RcFleet.Cars;

/// <summary>
/// How far a session's clock has run while its car was driven past a grain that was away: what the driver's gateway knows, and
/// a grain that was activated anew does not.
/// </summary>
/// <param name="SessionId">The session.</param>
/// <param name="Epoch">The epoch under which the car was driven; at any other the report is of no interest.</param>
/// <param name="RemainingMs">Time left on the clock of the rental, in milliseconds: what the grain said last, less the time since in which the controller reported.</param>
[Immutable, GenerateSerializer, Alias("rc.past-drive")]
public sealed record PastDrive([property: Id(0)] string SessionId, [property: Id(1)] long Epoch, [property: Id(2)] long RemainingMs);
