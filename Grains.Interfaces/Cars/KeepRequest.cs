namespace RcFleet.Cars;

/// <summary>What a driver's gateway says and wants twice a second.</summary>
/// <param name="WantsGrant">It goes past the grain where it can, and wants the grant anew.</param>
/// <param name="GoesDirect">It goes past the grain now, and hears there what the controller reports: it needs a state when something turns, and else once a second.</param>
/// <param name="SessionId">The session that <paramref name="Carried"/> is of.</param>
/// <param name="Carried">What the connection has carried since it last said so, or null; see <see cref="ICarGrain.AddTraffic"/>.</param>
[Immutable, GenerateSerializer, Alias("rc.keep-request")]
public sealed record KeepRequest(
    [property: Id(0)] bool WantsGrant = false,
    [property: Id(1)] bool GoesDirect = false,
    [property: Id(2)] string? SessionId = null,
    [property: Id(3)] Traffic? Carried = null);
