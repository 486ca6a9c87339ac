namespace RcFleet.Cars;

/// <summary>The answer to a question for a car's camera.</summary>
/// <param name="SessionId">The asker's session, or null when the token is not valid here.</param>
/// <param name="Camera">The connected camera, or null when none is.</param>
[Immutable, GenerateSerializer, Alias("rc.camera-result")]
public sealed record CameraResult([property: Id(0)] string? SessionId, [property: Id(1)] CameraInfo? Camera);
