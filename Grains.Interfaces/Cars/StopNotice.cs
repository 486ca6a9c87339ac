namespace RcFleet.Cars;

/// <summary>Stop, as a controller must know it. Voids every drive in flight.</summary>
/// <param name="Order">See <see cref="SessionNotice.Order"/>.</param>
/// <param name="Epoch">The lease's epoch when the stop was given.</param>
/// <param name="AfterSeq">The highest sequence of that epoch that the car's grain had seen: drives up to it are void.</param>
/// <param name="Reason">Who or what stopped the car.</param>
/// <param name="Latched">Stays until resumed.</param>
[Immutable, GenerateSerializer, Alias("rc.stop-notice")]
public sealed record StopNotice(
    [property: Id(0)] long Order,
    [property: Id(1)] long Epoch,
    [property: Id(2)] uint AfterSeq,
    [property: Id(3)] StopReason Reason,
    [property: Id(4)] bool Latched);
