using RcFleet.Cars;

namespace RcFleet.Gateway.Drivers;

/// <summary>One message of a driver, its fields as far as its kind has them.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Seq">Drive: the sequence.</param>
/// <param name="Stamp">Drive and ping: milliseconds of the sender's clock, or null.</param>
/// <param name="Steering">Drive: -1 to 1.</param>
/// <param name="Throttle">Drive: -1 to 1.</param>
/// <param name="Token">Join: the session token.</param>
/// <param name="DeviceId">Signal: the board.</param>
/// <param name="Quality">Video: the quality, or null.</param>
internal readonly record struct DriverMessage(
    DriverMessageKind Kind,
    uint Seq = 0,
    uint? Stamp = null,
    float Steering = 0,
    float Throttle = 0,
    string? Token = null,
    string? DeviceId = null,
    VideoQuality? Quality = null);
