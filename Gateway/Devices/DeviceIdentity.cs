using RcFleet.Devices;

namespace RcFleet.Gateway.Devices;

/// <summary>Who a board is.</summary>
/// <param name="DeviceId">Its id in the fleet; see <see cref="KeylessIds"/>.</param>
/// <param name="Named">What it calls itself.</param>
/// <param name="CarId">Its car.</param>
/// <param name="Role">What it does.</param>
internal sealed record DeviceIdentity(string DeviceId, string Named, string CarId, DeviceRole Role);
