namespace RcFleet.Cars;

/// <summary>Ends a latched stop on the controller.</summary>
/// <param name="Order">See <see cref="SessionNotice.Order"/>.</param>
/// <param name="Epoch">The lease's epoch.</param>
[Immutable, GenerateSerializer, Alias("rc.resume-notice")]
public sealed record ResumeNotice([property: Id(0)] long Order, [property: Id(1)] long Epoch);
