namespace RcFleet.Cars;

/// <summary>What a lease knows beside its record: a restart forgets it, an activation that moves takes it along.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="Driver">The connection that drives, or null.</param>
/// <param name="DeadlineInMs">Until the driver must have come, in milliseconds from now; of no meaning while one drives.</param>
/// <param name="Online">The controller is connected and was heard lately.</param>
/// <param name="EpochUnused">The epoch was taken for a driver who has not joined yet.</param>
[Immutable, GenerateSerializer, Alias("rc.lease-handover")]
internal sealed record LeaseHandover(
    [property: Id(0)] LeasePhase Phase,
    [property: Id(1)] string? Driver,
    [property: Id(2)] long DeadlineInMs,
    [property: Id(3)] bool Online,
    [property: Id(4)] bool EpochUnused);
