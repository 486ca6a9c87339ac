namespace RcFleet.Cars;

/// <summary>The car as its driver sees it. Numbers that no board has reported are null.</summary>
/// <param name="Order">Grows with every state to one driver; an older one is dropped.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Online">The controller is connected and was heard within the last second.</param>
/// <param name="Armed">The controller obeys.</param>
/// <param name="Neutral">The controller's output is neutral.</param>
/// <param name="Stopped">A latched stop is in force.</param>
/// <param name="AckSeq">The last sequence that the controller took.</param>
/// <param name="AckAgeMs">Its age when the controller took it, in milliseconds.</param>
/// <param name="BatteryPercent">0 to 100.</param>
/// <param name="Rssi">Wi-Fi signal in dBm, -127 to 0.</param>
/// <param name="RemainingMs">Time left on the clock of the rental, in milliseconds.</param>
/// <param name="Paused">The clock stands.</param>
/// <param name="SpeedMps">Measured by the controller, in metres a second, negative backwards; null when its last report had none.</param>
[Immutable, GenerateSerializer, Alias("rc.driver-state")]
public sealed record DriverState(
    [property: Id(0)] long Order,
    [property: Id(1)] long Epoch,
    [property: Id(2)] bool Online,
    [property: Id(3)] bool Armed,
    [property: Id(4)] bool Neutral,
    [property: Id(5)] bool Stopped,
    [property: Id(6)] uint? AckSeq,
    [property: Id(7)] int? AckAgeMs,
    [property: Id(8)] int? BatteryPercent,
    [property: Id(9)] int? Rssi,
    [property: Id(10)] long RemainingMs,
    [property: Id(11)] bool Paused,
    [property: Id(12)] double? SpeedMps = null);
