using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>A car in the lobby; <c>thumbnail</c> is the address of its picture, null when there is none.</summary>
internal sealed record CarResponse(string CarId, string Status, bool Camera, bool Controller, int? BatteryPercent, int? Rssi, int Waiting, string? Thumbnail)
{
    public static CarResponse Of(CarSummary car, GatewayOptions options) =>
        new(car.CarId, Wire.Name(car.Status), car.Camera, car.Controller, car.BatteryPercent, car.Rssi, car.Waiting, ThumbnailEndpoint.Path(car, options));
}
