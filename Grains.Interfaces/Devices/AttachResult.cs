namespace RcFleet.Devices;

/// <summary>What a board must know when it registers.</summary>
/// <param name="Accepted">False when the car does not know the board (it was deleted meanwhile).</param>
/// <param name="Stopped">A latched stop is in force.</param>
/// <param name="Replaced">Not accepted because a newer connection is in its place.</param>
[Immutable, GenerateSerializer, Alias("rc.attach-result")]
public sealed record AttachResult([property: Id(0)] bool Accepted, [property: Id(1)] bool Stopped, [property: Id(2)] bool Replaced = false);
