namespace RcFleet.Cluster.Drills;

/// <summary>Where a process of a cluster runs.</summary>
/// <param name="Address">The address at which it listens.</param>
/// <param name="Prefix">What its command line begins with.</param>
/// <param name="Environment">What its environment has besides.</param>
internal sealed record Place(string Address, IReadOnlyList<string> Prefix, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>This machine, as it is.</summary>
    public static Place Here { get; } = new("127.0.0.1", [], new Dictionary<string, string>());
}
