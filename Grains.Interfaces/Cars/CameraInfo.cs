using System.Collections.Immutable;
using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>A connected camera and the ways to its picture.</summary>
/// <param name="DeviceId">The board.</param>
/// <param name="Quality">What it said of its picture, or null.</param>
/// <param name="Streams">Where it serves MJPEG directly, best first; checked by its gateway.</param>
/// <param name="Capabilities">What it said it can do, such as <c>relay</c> or <c>webrtc-video</c>.</param>
/// <param name="Address">The address that its gateway observed, or null.</param>
[Immutable, GenerateSerializer, Alias("rc.camera-info")]
public sealed record CameraInfo(
    [property: Id(0)] string DeviceId,
    [property: Id(1)] string? Quality,
    [property: Id(2)] ImmutableArray<StreamCandidate> Streams,
    [property: Id(3)] ImmutableArray<string> Capabilities,
    [property: Id(4)] string? Address = null);
