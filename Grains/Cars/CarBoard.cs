using RcFleet.Devices;

namespace RcFleet.Cars;

/// <summary>A board that is part of the car, connected or not.</summary>
[Immutable, GenerateSerializer, Alias("rc.car-board")]
internal sealed record CarBoard([property: Id(0)] string DeviceId, [property: Id(1)] DeviceRole Role, [property: Id(2)] bool Keyless = false);
