namespace RcFleet.Cars;

/// <summary>The answer to a <see cref="KeepRequest"/>.</summary>
/// <param name="Drives">False when that connection does not drive (the grain was reactivated, or it was replaced): join again with the token.</param>
/// <param name="Grant">The way past the grain, if it was wanted and there is one.</param>
[Immutable, GenerateSerializer, Alias("rc.keep-result")]
public sealed record KeepResult([property: Id(0)] bool Drives, [property: Id(1)] DriveGrant? Grant = null);
