namespace RcFleet.Cars;

/// <summary>One drive command on its way from a driver's gateway to the car's.</summary>
/// <param name="Epoch">The lease epoch of the driver's join: the fencing token.</param>
/// <param name="Seq">Starts at 1 in each epoch and only grows.</param>
/// <param name="OriginMs">Monotonic milliseconds of the driver's gateway, less the age that it measured: when the command was made.</param>
/// <param name="Steering">-1 (left) to 1 (right), finite.</param>
/// <param name="Throttle">-1 (full reverse) to 1 (full ahead), finite.</param>
[Immutable, GenerateSerializer, Alias("rc.drive")]
public sealed record DriveCommand(
    [property: Id(0)] long Epoch,
    [property: Id(1)] uint Seq,
    [property: Id(2)] long OriginMs,
    [property: Id(3)] float Steering,
    [property: Id(4)] float Throttle);
