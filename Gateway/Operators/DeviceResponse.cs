using RcFleet.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Operators;

/// <summary>A provisioned board with its key, shown this once.</summary>
internal sealed record DeviceResponse(string DeviceId, string CarId, string Role, string Key)
{
    public static DeviceResponse Of(string deviceId, ProvisionResult result) => new(deviceId, result.CarId, Wire.Name(result.Role), result.Key!);

    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"DeviceResponse {{ DeviceId = {DeviceId} }}";
}
