namespace RcFleet.Cluster.Drills.Network;

/// <summary>A drill on a network of its own; skipped, by name and with the reason, where the machine allows none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = Reason;

    /// <summary>Why it is skipped, or null.</summary>
    public static string? Reason { get; } = PrivateNetwork.Refusal is { } refusal ? $"NOT RUN, no network can be cut on this machine: {refusal}" : null;
}
