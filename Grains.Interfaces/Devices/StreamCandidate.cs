namespace RcFleet.Devices;

/// <summary>One address of a camera's MJPEG stream.</summary>
/// <param name="Kind"><c>lan</c> or <c>wan</c>.</param>
/// <param name="Url">http or https, path <c>/stream</c>, without a token.</param>
[Immutable, GenerateSerializer, Alias("rc.stream-candidate")]
public sealed record StreamCandidate([property: Id(0)] string Kind, [property: Id(1)] string Url);
