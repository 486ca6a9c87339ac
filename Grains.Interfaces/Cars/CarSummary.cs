namespace RcFleet.Cars;

/// <summary>A car as the lobby lists it. Numbers that no board has reported are null.</summary>
/// <param name="CarId">The car.</param>
/// <param name="Status">What it can be used for now.</param>
/// <param name="Camera">A camera is connected.</param>
/// <param name="Controller">A controller is connected.</param>
/// <param name="BatteryPercent">0 to 100.</param>
/// <param name="Rssi">Wi-Fi signal in dBm, -127 to 0.</param>
/// <param name="Waiting">How many wait in line for it.</param>
[Immutable, GenerateSerializer, Alias("rc.car-summary")]
public sealed record CarSummary(
    [property: Id(0)] string CarId,
    [property: Id(1)] CarStatus Status,
    [property: Id(2)] bool Camera,
    [property: Id(3)] bool Controller,
    [property: Id(4)] int? BatteryPercent,
    [property: Id(5)] int? Rssi,
    [property: Id(6)] int Waiting);
