using System.Collections.Immutable;
using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>One of a car's boards.</summary>
/// <param name="DeviceId">The board.</param>
/// <param name="Role">What it does.</param>
/// <param name="Online">It is connected.</param>
/// <param name="Capabilities">What it said it can do; empty while it is not connected.</param>
/// <param name="Firmware">The version that it reported, or null.</param>
/// <param name="Keyless">It is a board of v1.0, which has no key.</param>
[Immutable, GenerateSerializer, Alias("rc.car-device")]
public sealed record CarDevice(
    [property: Id(0)] string DeviceId,
    [property: Id(1)] DeviceRole Role,
    [property: Id(2)] bool Online,
    [property: Id(3)] ImmutableArray<string> Capabilities,
    [property: Id(4)] string? Firmware,
    [property: Id(5)] bool Keyless = false);
