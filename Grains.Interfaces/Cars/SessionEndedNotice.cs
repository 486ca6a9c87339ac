namespace RcFleet.Cars;

/// <summary>The session is over: neutral, and every path of it closes.</summary>
/// <param name="Order">See <see cref="SessionNotice.Order"/>.</param>
/// <param name="SessionId">The session that ended.</param>
/// <param name="Epoch">The last epoch of that session; it and all before it are void.</param>
/// <param name="Reason">Why.</param>
[Immutable, GenerateSerializer, Alias("rc.session-ended")]
public sealed record SessionEndedNotice(
    [property: Id(0)] long Order,
    [property: Id(1)] string SessionId,
    [property: Id(2)] long Epoch,
    [property: Id(3)] EndReason Reason);
