namespace RcFleet.Devices;

/// <summary>What a board measured. Members that it did not send are null.</summary>
/// <param name="BatteryMv">Millivolts.</param>
/// <param name="BatteryPercent">0 to 100.</param>
/// <param name="Rssi">Wi-Fi signal in dBm, -127 to 0.</param>
/// <param name="Epoch">The epoch that the controller obeys.</param>
/// <param name="AckSeq">The last sequence that it took.</param>
/// <param name="AckAgeMs">Its age when taken, in milliseconds.</param>
/// <param name="Armed">It obeys.</param>
/// <param name="Neutral">Its output is neutral.</param>
/// <param name="SpeedMps">Measured at the wheels, in metres a second, -100 to 100, negative backwards; null without a sensor.</param>
[Immutable, GenerateSerializer, Alias("rc.device-telemetry")]
public sealed record DeviceTelemetry(
    [property: Id(0)] int? BatteryMv,
    [property: Id(1)] int? BatteryPercent,
    [property: Id(2)] int? Rssi,
    [property: Id(3)] long? Epoch,
    [property: Id(4)] uint? AckSeq,
    [property: Id(5)] int? AckAgeMs,
    [property: Id(6)] bool? Armed,
    [property: Id(7)] bool? Neutral,
    [property: Id(8)] double? SpeedMps = null);
