using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Operators;

/// <summary>A car in the operator's console.</summary>
internal sealed record OperatorCarResponse(
    string CarId, string Status, bool Camera, bool Controller, int? BatteryPercent, int? Rssi, int Waiting,
    string? SessionId, long? SecondsLeft, bool? Paused, IReadOnlyList<OperatorDeviceResponse> Devices)
{
    public static OperatorCarResponse Of(CarDetails details)
    {
        var (car, session) = (details.Summary, details.Session);
        return new OperatorCarResponse(car.CarId, Wire.Name(car.Status), car.Camera, car.Controller, car.BatteryPercent, car.Rssi, car.Waiting,
            session?.SessionId, session is null ? null : Wire.Seconds(session.RemainingMs), session?.Paused,
            [.. details.Devices.Select(d => new OperatorDeviceResponse(d.DeviceId, Wire.Name(d.Role), d.Online, d.Firmware, d.Keyless))]);
    }
}
