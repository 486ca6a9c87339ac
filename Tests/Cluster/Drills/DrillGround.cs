namespace RcFleet.Cluster.Drills;

/// <summary>The drills run one after the other and beside nothing else: what they measure are times. They share one Azurite.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DrillGround : ICollectionFixture<Azurite>
{
    public const string Name = "drills";
}
