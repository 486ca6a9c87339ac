namespace RcFleet.VirtualCar.Wire;

/// <summary>The first message of a device. Its key travels in the Authorization header.</summary>
public sealed record RegisterMessage(
    string DeviceId,
    string Role,
    string? StreamUrl,
    IReadOnlyList<string> Capabilities,
    string? Quality,
    string Firmware,
    string ResetReason)
{
    public string Type => "register";
}
