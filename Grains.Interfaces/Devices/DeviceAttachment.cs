using System.Collections.Immutable;

namespace RcFleet.Devices;

/// <summary>A board's connection, as its gateway announces it to the car.</summary>
/// <param name="DeviceId">The board.</param>
/// <param name="Role">What it does.</param>
/// <param name="ConnectionId">Unique to this connection.</param>
/// <param name="Registration">Starts at 1 and grows each time the gateway attaches this connection anew; the upper half of every notice's order.</param>
/// <param name="Streams">Checked addresses of its MJPEG stream, best first.</param>
/// <param name="Capabilities">What it said it can do.</param>
/// <param name="Quality">What it said of its picture, or null.</param>
/// <param name="Firmware">Its version, or null.</param>
/// <param name="ResetReason">Why it last booted, or null.</param>
/// <param name="Gateway">The gateway that holds its socket.</param>
/// <param name="PeerUrl">Where other gateways reach that one, or null.</param>
/// <param name="Address">The address that its gateway observed, or null.</param>
[Immutable, GenerateSerializer, Alias("rc.device-attachment")]
public sealed record DeviceAttachment(
    [property: Id(0)] string DeviceId,
    [property: Id(1)] DeviceRole Role,
    [property: Id(2)] string ConnectionId,
    [property: Id(3)] int Registration,
    [property: Id(4)] ImmutableArray<StreamCandidate> Streams,
    [property: Id(5)] ImmutableArray<string> Capabilities,
    [property: Id(6)] string? Quality,
    [property: Id(7)] string? Firmware,
    [property: Id(8)] string? ResetReason,
    [property: Id(9)] string? Gateway = null,
    [property: Id(10)] string? PeerUrl = null,
    [property: Id(11)] string? Address = null);
