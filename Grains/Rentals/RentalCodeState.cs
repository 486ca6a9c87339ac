using System.Collections.Immutable;

namespace RcFleet.Rentals;

/// <summary>What is kept of a code. Replaced as a whole.</summary>
[GenerateSerializer, Alias("rc.rental-state")]
internal sealed record RentalCodeState
{
    /// <summary>Null until the code is made.</summary>
    [Id(0)]
    public RentalCodeTerms? Terms { get; init; }

    /// <summary>Time not driven and not taken by a live session, in milliseconds.</summary>
    [Id(1)]
    public long AvailableMs { get; init; }

    /// <summary>What live sessions have taken.</summary>
    [Id(2)]
    public ImmutableArray<Reservation> Reservations { get; init; } = [];

    /// <summary>The code itself, since the grain's key is a hash of it.</summary>
    [Id(3)]
    public string Code { get; init; } = "";
}
