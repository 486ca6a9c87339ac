namespace RcFleet.Cars;

/// <summary>Asks a car to stop.</summary>
/// <param name="Reason">Who or what stopped it; goes to the controller and the driver.</param>
/// <param name="Latched">An emergency stop: stays until an operator resumes.</param>
/// <param name="ConnectionId">The driver's connection that asks, or null for operators. A connection that no longer drives is ignored unless latched.</param>
/// <param name="AfterSeq">The last sequence that the driver's gateway had taken: drives up to it are void, seen by the grain or not.</param>
/// <param name="TokenHash">The session token of a holder who asks by HTTP, or null. A stop with a token that is not the live session's is refused.</param>
[Immutable, GenerateSerializer, Alias("rc.stop-request")]
public sealed record StopRequest(
    [property: Id(0)] StopReason Reason,
    [property: Id(1)] bool Latched,
    [property: Id(2)] string? ConnectionId = null,
    [property: Id(3)] string? TokenHash = null,
    [property: Id(4)] uint AfterSeq = 0);
