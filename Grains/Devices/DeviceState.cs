namespace RcFleet.Devices;

/// <summary>What is kept of a board. Never the key.</summary>
[GenerateSerializer, Alias("rc.device-state")]
internal sealed record DeviceState
{
    [Id(0)]
    public string CarId { get; init; } = "";

    [Id(1)]
    public DeviceRole Role { get; init; }

    /// <summary>See <see cref="DeviceKey.Hash"/>; null for a board that was never provisioned.</summary>
    [Id(2)]
    public string? KeyHash { get; init; }

    /// <summary>1 for the first key; grows with every key, also over a revocation.</summary>
    [Id(3)]
    public int KeyGeneration { get; init; }

    [Id(4)]
    public bool Revoked { get; init; }

    /// <summary>A board of v1.0, which never has a key.</summary>
    [Id(5)]
    public bool Keyless { get; init; }
}
