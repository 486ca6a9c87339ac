using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>A car in the lobby.</summary>
internal sealed record CarResponse(string CarId, string Status, bool Camera, bool Controller, int? BatteryPercent, int? Rssi, int Waiting)
{
    public static CarResponse Of(CarSummary car) =>
        new(car.CarId, Wire.Name(car.Status), car.Camera, car.Controller, car.BatteryPercent, car.Rssi, car.Waiting);
}
