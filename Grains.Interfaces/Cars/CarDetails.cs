using System.Collections.Immutable;

namespace RcFleet.Cars;

/// <summary>A car as the operator's console shows it.</summary>
/// <param name="Summary">What everybody may see.</param>
/// <param name="Session">The live session, or null.</param>
/// <param name="Devices">The car's boards, connected or not.</param>
[Immutable, GenerateSerializer, Alias("rc.car-details")]
public sealed record CarDetails(
    [property: Id(0)] CarSummary Summary,
    [property: Id(1)] SessionInfo? Session,
    [property: Id(2)] ImmutableArray<CarDevice> Devices);
