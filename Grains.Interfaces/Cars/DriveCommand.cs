namespace RcFleet.Cars;

/// <summary>One drive command on its way from a driver's gateway to the car's.</summary>
/// <param name="Epoch">The lease epoch of the driver's join: the fencing token.</param>
/// <param name="Seq">Starts at 1 in each epoch and only grows.</param>
/// <param name="OriginMs">Monotonic milliseconds of the driver's gateway, less the age that it measured: when the command was made. Means nothing on another gateway's clock.</param>
/// <param name="Steering">-1 (left) to 1 (right), finite.</param>
/// <param name="Throttle">-1 (full reverse) to 1 (full ahead), finite.</param>
/// <param name="Gateway">The driver's gateway, whose clock it is: the receiver knows how far its own is off. Null from a version before this member.</param>
/// <param name="AgeMs">The age that the driver's gateway measured, in milliseconds: it was sent on at <paramref name="OriginMs"/> plus this.</param>
[Immutable, GenerateSerializer, Alias("rc.drive")]
public sealed record DriveCommand(
    [property: Id(0)] long Epoch,
    [property: Id(1)] uint Seq,
    [property: Id(2)] long OriginMs,
    [property: Id(3)] float Steering,
    [property: Id(4)] float Throttle,
    [property: Id(5)] string? Gateway = null,
    [property: Id(6)] int AgeMs = 0);
