namespace RcFleet.Rentals;

/// <summary>Time that one session has taken from a code.</summary>
[Immutable, GenerateSerializer, Alias("rc.reservation")]
internal sealed record Reservation([property: Id(0)] string SessionId, [property: Id(1)] string CarId, [property: Id(2)] long Ms);
