namespace RcFleet.Gateway.Operators;

/// <summary>Asks for a board's key.</summary>
internal sealed record ProvisionRequest(string? DeviceId, string? CarId, string? Role);
