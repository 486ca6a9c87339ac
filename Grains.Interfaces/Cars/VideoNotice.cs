namespace RcFleet.Cars;

/// <summary>The driver has chosen a quality; it holds until the session ends.</summary>
/// <param name="Order">See <see cref="SessionNotice.Order"/>.</param>
/// <param name="Quality">What the driver wants.</param>
[Immutable, GenerateSerializer, Alias("rc.video-notice")]
public sealed record VideoNotice([property: Id(0)] long Order, [property: Id(1)] VideoQuality Quality);
