using RcFleet.Cars;
using RcFleet.Devices;

namespace RcFleet.Gateway.Drivers;

/// <summary>Through the car's grain, which checks the lease once more.</summary>
internal sealed class GrainCommandRoute(GatewayMetrics metrics) : ICommandRoute
{
    /// <inheritdoc />
    public IDrivePath Open(ICarGrain car, Action<DeviceTelemetry> state) => new GrainDrivePath(car, metrics);
}
