namespace RcFleet.Cars;

/// <summary>The answer to a viewer's join.</summary>
/// <param name="SessionId">The session that the viewer belongs to, or null when the token is not valid here.</param>
/// <param name="CameraDeviceId">The board that makes the picture, or null while none is connected.</param>
[Immutable, GenerateSerializer, Alias("rc.watch-result")]
public sealed record WatchResult([property: Id(0)] string? SessionId, [property: Id(1)] string? CameraDeviceId);
