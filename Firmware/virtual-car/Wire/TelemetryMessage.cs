namespace RcFleet.VirtualCar.Wire;

/// <summary>What a device tells of itself. A camera alone sends only what it can know.</summary>
/// <param name="BatteryMv">Pack voltage under load, in mV.</param>
/// <param name="BatteryPercent">0 to 100.</param>
/// <param name="Rssi">Wi-Fi signal, in dBm.</param>
/// <param name="Epoch">The epoch in force.</param>
/// <param name="AckSeq">Sequence number of the last drive frame taken.</param>
/// <param name="AckAgeMs">How long ago it came, in ms.</param>
/// <param name="Armed">Armed since boot.</param>
/// <param name="Neutral">The safety rules hold the car.</param>
/// <param name="SpeedMps">Measured at the wheels, in m/s; negative backwards.</param>
public sealed record TelemetryMessage(
    int? BatteryMv, int? BatteryPercent, int Rssi, uint? Epoch, uint? AckSeq, long? AckAgeMs, bool? Armed, bool? Neutral,
    double? SpeedMps = null)
{
    public string Type => "telemetry";
}
