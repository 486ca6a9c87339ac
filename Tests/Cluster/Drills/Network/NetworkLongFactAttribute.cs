namespace RcFleet.Cluster.Drills.Network;

/// <summary>A <see cref="NetworkFactAttribute"/> among the long forms.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NetworkLongFactAttribute : FactAttribute
{
    public NetworkLongFactAttribute() => Skip = !Long.Runs ? Long.Reason : NetworkFactAttribute.Reason;
}
