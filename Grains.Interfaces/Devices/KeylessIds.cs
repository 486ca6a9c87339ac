using RcFleet.Cars;

namespace RcFleet.Devices;

/// <summary>
/// Ids of boards of v1.0, which have no key and say the carId as their deviceId: <c>car-7~camera</c>. A tilde stands in no
/// deviceId, so none of them can be a provisioned board's.
/// </summary>
public static class KeylessIds
{
    /// <summary>The id of a car's board in that role.</summary>
    public static string Of(string carId, DeviceRole role) => $"{carId}~{Suffix(role)}";

    /// <summary>Whether <paramref name="id"/> has that form.</summary>
    public static bool IsValid(string? id) =>
        id?.LastIndexOf('~') is { } tilde and > 0 && CarIds.IsValid(id[..tilde]) && Enum.GetValues<DeviceRole>().Any(r => Suffix(r) == id[(tilde + 1)..]);

    private static string Suffix(DeviceRole role) => role switch
    {
        DeviceRole.Camera => "camera",
        DeviceRole.Control => "control",
        DeviceRole.Car => "car",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };
}
