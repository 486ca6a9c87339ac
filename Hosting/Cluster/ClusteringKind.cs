namespace RcFleet.Hosting.Cluster;

/// <summary>Where the cluster keeps the list of its silos, and its state with it.</summary>
public enum ClusteringKind
{
    /// <summary>One silo on this machine, state in memory: development.</summary>
    Localhost,

    /// <summary>Azure Storage: membership and small states in tables, large states in blobs.</summary>
    Azure,

    /// <summary>PostgreSQL.</summary>
    AdoNet,
}
