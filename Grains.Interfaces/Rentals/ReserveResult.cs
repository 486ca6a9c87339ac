namespace RcFleet.Rentals;

/// <summary>The answer to a reservation.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Ms">The time taken, in milliseconds; 0 unless reserved.</param>
[Immutable, GenerateSerializer, Alias("rc.reserve-result")]
public sealed record ReserveResult([property: Id(0)] ReserveOutcome Outcome, [property: Id(1)] long Ms);
