using RcFleet.Hosting.Cluster;
using RcFleet.Silo.Cluster;

namespace RcFleet.Silo;

/// <summary>Microsoft Orleans: this process is a silo of a cluster, or the only one.</summary>
internal static class Engine
{
    public const string Name = "Orleans";

    /// <summary>Whether processes of this engine can be members of a cluster.</summary>
    public const bool HasClusters = true;

    /// <summary>How long a silo may take to stop.</summary>
    public static TimeSpan Shutdown => ClusterTimes.SiloShutdown;

    /// <summary>The engine, for people.</summary>
    public static string Describe(IConfiguration configuration)
    {
        var settings = ClusterSettings.Of(configuration);
        return $"engine {Name}, cluster {settings.ClusterId}, " + (settings.Clustering == ClusteringKind.Localhost ? "state in memory" : $"state of service {settings.ServiceId} in {settings.Clustering}");
    }

    /// <summary>What a person can do about an engine that does not start, or null when it is none of theirs.</summary>
    public static string? StartProblem(Exception exception) =>
        ClusterProblem.Sentence(exception) ?? (exception is OperationCanceledException or OrleansLifecycleCanceledException ? ClusterProblem.NotLetIn : null);

    /// <summary>Whether a call failed for a reason that passes by itself.</summary>
    public static bool Passes(Exception exception) => ClusterProblem.Passes(exception);

    public static void AddEngine(this IHostApplicationBuilder builder)
    {
        var settings = ClusterSettings.Of(builder.Configuration);
        builder.UseOrleans(silo =>
        {
            silo.AddClusterSilo(settings);
            silo.AddFleetStorage(settings);
            silo.AddFleetDashboard();
            silo.Services.AddSingleton<ILoggerProvider, DeathNotice>();
        });
    }
}
