using System.Collections.Immutable;

namespace RcFleet.Rentals;

/// <summary>What a code is good for.</summary>
/// <param name="Minutes">Minutes a use, 1 to 1440.</param>
/// <param name="Uses">How many uses, 1 to 10000.</param>
/// <param name="Cars">The cars that it is good for; empty means every car.</param>
[Immutable, GenerateSerializer, Alias("rc.rental-terms")]
public sealed record RentalCodeTerms(
    [property: Id(0)] int Minutes,
    [property: Id(1)] int Uses,
    [property: Id(2)] ImmutableArray<string> Cars);
