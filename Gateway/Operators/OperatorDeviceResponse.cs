namespace RcFleet.Gateway.Operators;

/// <summary>A board in the operator's console.</summary>
internal sealed record OperatorDeviceResponse(string DeviceId, string Role, bool Online, string? Firmware, bool Keyless);
