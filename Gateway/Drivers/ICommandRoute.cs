using RcFleet.Cars;
using RcFleet.Devices;

namespace RcFleet.Gateway.Drivers;

/// <summary>How drive commands reach the gateway that holds the controller's socket.</summary>
internal interface ICommandRoute
{
    /// <summary>One driver's way to one car.</summary>
    /// <param name="car">The car.</param>
    /// <param name="state">Takes what the controller reports, when that comes past the grain.</param>
    IDrivePath Open(ICarGrain car, Action<DeviceTelemetry> state);
}
