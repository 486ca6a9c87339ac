using System.Net.WebSockets;
using RcFleet.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Devices;

/// <summary>Why a board's connection is closed.</summary>
/// <param name="Status">The close code.</param>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Sentence">For people.</param>
internal sealed record DeviceRefusal(WebSocketCloseStatus Status, string Code, string Sentence)
{
    public static DeviceRefusal Unauthorized { get; } =
        new(CloseCodes.Unauthorized, "unauthorized", "deviceId and key do not belong together. The key goes into Authorization: Bearer, or into register as key.");

    public static DeviceRefusal Revoked { get; } = new(CloseCodes.Revoked, "revoked", "This device was deleted.");

    public static DeviceRefusal KeyRequired { get; } =
        new(CloseCodes.Unauthorized, "key_required", "This car has boards with keys. Provision this board too and give it its key.");

    public static DeviceRefusal RoleTaken { get; } =
        new(CloseCodes.Unauthorized, "role_taken", "Another board without a key has this role on the car. Delete that one first.");

    public static DeviceRefusal Malformed(string sentence) => new(CloseCodes.Malformed, "malformed_register", sentence);

    /// <summary>What the car's grain asked for.</summary>
    public static DeviceRefusal Of(DeviceCloseReason reason) => reason switch
    {
        DeviceCloseReason.Replaced => new(CloseCodes.Replaced, "replaced", "A newer connection of this device, or of its role, took over."),
        DeviceCloseReason.Revoked => Revoked,
        DeviceCloseReason.KeyRotated => new(CloseCodes.Unauthorized, "key_rotated", "This device has a new key."),
        DeviceCloseReason.KeyRequired => KeyRequired,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
