namespace RcFleet.Cars;

/// <summary>Where a car's camera is connected.</summary>
/// <param name="DeviceId">The board that makes the picture.</param>
/// <param name="Gateway">The gateway that holds its socket, or null when that one is too old to say.</param>
/// <param name="PeerUrl">Where other gateways reach that one, or null when it has no such address.</param>
[Immutable, GenerateSerializer, Alias("rc.camera-place")]
public sealed record CameraPlace(
    [property: Id(0)] string DeviceId,
    [property: Id(1)] string? Gateway,
    [property: Id(2)] string? PeerUrl);
