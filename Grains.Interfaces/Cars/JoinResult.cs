using System.Collections.Immutable;

namespace RcFleet.Cars;

/// <summary>The answer to a driver's join; null members when the token is not a live session's.</summary>
/// <param name="Session">The session as of this join, or null when the token is not valid here.</param>
/// <param name="MaxThrottle">Cap on |throttle|, 0 to 1.</param>
/// <param name="Devices">The car's connected boards.</param>
/// <param name="State">The car as it is now, or null when refused.</param>
/// <param name="Grant">The way past the grain, or null when there is none.</param>
/// <param name="GraceSeconds">How long the lease outlives a lost driver.</param>
/// <param name="Overtaken">Refused though the token is valid here: another connection has joined.</param>
[Immutable, GenerateSerializer, Alias("rc.join-result")]
public sealed record JoinResult(
    [property: Id(0)] SessionInfo? Session,
    [property: Id(1)] float MaxThrottle,
    [property: Id(2)] ImmutableArray<CarDevice> Devices,
    [property: Id(3)] DriverState? State,
    [property: Id(4)] DriveGrant? Grant = null,
    [property: Id(5)] int GraceSeconds = 0,
    [property: Id(6)] bool Overtaken = false);
