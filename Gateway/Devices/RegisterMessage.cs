namespace RcFleet.Gateway.Devices;

/// <summary>A board's first message.</summary>
internal sealed record RegisterMessage
{
    public string? DeviceId { get; init; }

    public string? Role { get; init; }

    public string? Key { get; init; }

    public string? StreamUrl { get; init; }

    public IReadOnlyList<RegisteredStream>? StreamUrls { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public string? Quality { get; init; }

    public string? Firmware { get; init; }

    public string? ResetReason { get; init; }
}
