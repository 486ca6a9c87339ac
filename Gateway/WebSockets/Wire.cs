using RcFleet.Cars;
using RcFleet.Devices;

namespace RcFleet.Gateway.WebSockets;

/// <summary>How values are spelled on the wire.</summary>
internal static class Wire
{
    /// <summary>Whole seconds left, rounded up: 0 means that it is over.</summary>
    public static long Seconds(long ms) => (ms + 999) / 1000;

    public static string Name(StopReason reason) => reason switch
    {
        StopReason.Driver => "driver",
        StopReason.DriverLost => "driver-lost",
        StopReason.DriverReplaced => "driver-replaced",
        StopReason.Operator => "operator",
        StopReason.Emergency => "emergency",
        StopReason.SessionEnded => "session-ended",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    public static string Name(EndReason reason) => reason switch
    {
        EndReason.Expired => "expired",
        EndReason.Released => "released",
        EndReason.Revoked => "revoked",
        EndReason.Replaced => "replaced",
        EndReason.CarDisabled => "car_disabled",
        EndReason.NeverJoined => "never_joined",
        EndReason.DriverLost => "driver_lost",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    public static string Name(DeviceRole role) => role switch
    {
        DeviceRole.Camera => "camera",
        DeviceRole.Control => "control",
        DeviceRole.Car => "car",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    public static string Name(CarStatus status) => status switch
    {
        CarStatus.Offline => "offline",
        CarStatus.Available => "available",
        CarStatus.Busy => "busy",
        CarStatus.Disabled => "disabled",
        CarStatus.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public static DeviceRole? Role(string? name) => name switch
    {
        "camera" => DeviceRole.Camera,
        "control" => DeviceRole.Control,
        "car" => DeviceRole.Car,
        _ => null,
    };
}
