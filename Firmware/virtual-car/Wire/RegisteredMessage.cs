namespace RcFleet.VirtualCar.Wire;

/// <summary>The server has accepted this device. Fields that are absent or out of range are null and leave things as they were.</summary>
/// <param name="Now">Seconds since 1970 by the server's clock.</param>
/// <param name="HeartbeatMs">How often to send telemetry outside a session, in ms.</param>
/// <param name="FailsafeMs">Dead-man time, in ms.</param>
/// <param name="MaxCommandAgeMs">A drive frame that lags by more is dropped, in ms.</param>
/// <param name="StreamKey">The key that stream tokens are signed with: 32 random bytes, new at each registration.</param>
/// <param name="Kid">The name of that key.</param>
/// <param name="Stopped">A latched stop holds.</param>
/// <param name="PageOrigins">The origins whose pages may read the camera's stream, separated by spaces; null: any.</param>
public sealed record RegisteredMessage(
    long? Now, int? HeartbeatMs, int? FailsafeMs, int? MaxCommandAgeMs, byte[]? StreamKey, string? Kid, bool? Stopped, string? PageOrigins = null) : ServerMessage;
