namespace RcFleet.Cluster;

/// <summary>How many silos the grains run on here. Tests/Cluster runs the same tests on two.</summary>
internal static class Silos
{
    public const short Count = 1;
}
