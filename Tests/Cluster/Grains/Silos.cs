namespace RcFleet.Cluster;

/// <summary>How many silos the grain tests of Tests/Grains.Tests run on here.</summary>
internal static class Silos
{
    public const short Count = 2;
}
