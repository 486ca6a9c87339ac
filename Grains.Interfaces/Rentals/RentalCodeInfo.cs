namespace RcFleet.Rentals;

/// <summary>A code and what is left of it.</summary>
/// <param name="Code">The code in its canonical form.</param>
/// <param name="Terms">What it was made for.</param>
/// <param name="AvailableMs">Time not used and not in use, in milliseconds.</param>
/// <param name="ReservedMs">Time taken by live sessions, in milliseconds.</param>
[Immutable, GenerateSerializer, Alias("rc.rental-info")]
public sealed record RentalCodeInfo(
    [property: Id(0)] string Code,
    [property: Id(1)] RentalCodeTerms Terms,
    [property: Id(2)] long AvailableMs,
    [property: Id(3)] long ReservedMs);
