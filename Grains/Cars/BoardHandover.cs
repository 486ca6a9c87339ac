using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>A board's connection on its way to another activation; its link travels beside it.</summary>
/// <param name="Attachment">The connection.</param>
/// <param name="Role">The role that the car has given the board.</param>
/// <param name="Notices">How many notices it was sent in this registration.</param>
/// <param name="HeardAgoMs">When it was last heard, in milliseconds before now.</param>
/// <param name="Telemetry">What it has measured so far.</param>
[Immutable, GenerateSerializer, Alias("rc.board-handover")]
internal sealed record BoardHandover(
    [property: Id(0)] DeviceAttachment Attachment,
    [property: Id(1)] DeviceRole Role,
    [property: Id(2)] uint Notices,
    [property: Id(3)] long HeardAgoMs,
    [property: Id(4)] DeviceTelemetry Telemetry);
