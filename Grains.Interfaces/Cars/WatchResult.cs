namespace RcFleet.Cars;

/// <summary>The answer to a viewer's join.</summary>
/// <param name="SessionId">The session that the viewer belongs to, or null when the token is not valid here.</param>
/// <param name="CameraDeviceId">The board that makes the picture, or null while none is connected.</param>
/// <param name="CameraGateway">The gateway that holds its socket, or null.</param>
/// <param name="CameraPeerUrl">Where other gateways reach that one, or null when it has no such address.</param>
[Immutable, GenerateSerializer, Alias("rc.watch-result")]
public sealed record WatchResult(
    [property: Id(0)] string? SessionId,
    [property: Id(1)] string? CameraDeviceId,
    [property: Id(2)] string? CameraGateway = null,
    [property: Id(3)] string? CameraPeerUrl = null);
