using Microsoft.Extensions.Configuration;
using RcFleet.Hosting.Cluster;
using RcFleet.Hosting.Configuration;

namespace RcFleet.Hosting;

/// <summary>Settings of the engine: section <c>Cluster</c>.</summary>
internal static class EngineSettings
{
    /// <summary>Why a member of a cluster makes no key of its own.</summary>
    public const string OperatorKeyNeeded = "Fleet:OperatorKey is needed: the processes of a cluster must all accept the same one, so none of them makes its own.";

    /// <summary>A sentence for each that can't be used.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var section = configuration.GetSection(ClusterSettings.Section);
        var problems = FleetConfiguration.Check(section, [typeof(ClusterSettings)], []);
        if (problems.Count > 0) return problems;
        var settings = ClusterSettings.Of(configuration);
        problems.AddRange(settings.Problems());
        if (settings.Clustering != ClusteringKind.Localhost && configuration["Fleet:OperatorKey"] is null) problems.Add(OperatorKeyNeeded);
        if (OrleansRelease.Problem(OrleansRelease.Current) is { } old) problems.Add(old);
        return problems;
    }
}
