namespace RcFleet.Cluster.Drills.Network;

/// <summary>A drill on a network of its own; skipped, by name and with the reason, where the machine allows none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute()
    {
        if (PrivateNetwork.Refusal is { } refusal) Skip = $"NOT RUN, no network can be cut on this machine: {refusal}";
    }
}
