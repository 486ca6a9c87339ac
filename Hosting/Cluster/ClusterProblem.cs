using Azure;
using Azure.Identity;
using Npgsql;
using Orleans.Runtime.Messaging;

namespace RcFleet.Hosting.Cluster;

/// <summary>What keeps a process out of its cluster, in a sentence.</summary>
internal static class ClusterProblem
{
    /// <summary>A silo whose start was given up.</summary>
    public const string NotLetIn = "This silo was not let into its cluster within Cluster:JoinSeconds: the other silos, or the store, don't answer it. " + Reach;

    /// <summary>A silo that the others declared dead.</summary>
    public const string PutOut = "The other silos have put this one out of the cluster, since they don't reach it. " + Reach;

    private const string Reach = "Let every silo reach every other one's Cluster:SiloPort, and give all members TLS certificates of one authority, or none of them.";

    /// <summary>The store refuses this process: trying again would not help.</summary>
    public static bool IsRefusal(Exception e) =>
        Find(e, static i => i is RequestFailedException { Status: 400 or 401 or 403 } or AuthenticationFailedException or PostgresException) is not null;

    /// <summary>A silo is slow, not reached, or gone: the cluster finds out, and another one answers. Or the store failed a grain, and may not the next time.</summary>
    public static bool Passes(Exception e) => Find(e, static i => i is TimeoutException or OrleansException) is not null;

    /// <summary>A sentence for the person who started it, or null when it is none of theirs.</summary>
    public static string? Sentence(Exception e) => Find(e, static i => Own(i) is not null) is { } cause ? Own(cause) : null;

    private static string? Own(Exception e) => e switch
    {
        RequestFailedException { Status: 400 or 401 or 403 } refused => $"Azure Storage refuses the credentials ({Code(refused)}). Check Cluster:AzureConnectionString, or the roles of the managed identity: Storage Table Data Contributor and Storage Blob Data Contributor.",
        RequestFailedException { Status: 0 } unreached => $"Azure Storage is not reached: {FirstLine(unreached.Message)}. Check Cluster:AzureConnectionString, or Cluster:AzureTableUri and Cluster:AzureBlobUri.",
        RequestFailedException failed => $"Azure Storage does not answer as it should ({Code(failed)}): {FirstLine(failed.Message)}",
        AuthenticationFailedException identity => $"There is no managed identity that Azure accepts: {FirstLine(identity.Message)}",
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => "PostgreSQL has not the tables of Orleans yet. Make them once: deploy/postgresql/create-tables, see docs/cluster.md.",
        PostgresException postgres => $"PostgreSQL refuses: {postgres.MessageText}. Check Cluster:PostgresConnectionString.",
        NpgsqlException postgres => $"PostgreSQL does not answer: {FirstLine(postgres.Message)}. Check Cluster:PostgresConnectionString.",
        ConnectionFailedException or SiloUnavailableException => $"No silo answers. Start silos with the same Cluster:ClusterId and store, let this machine reach their gateway port, and give all members TLS certificates of one authority, or none of them. ({FirstLine(e.Message)})",
        OrleansConfigurationException configuration => configuration.Message,
        _ => null,
    };

    private static Exception? Find(Exception? e, Func<Exception, bool> wanted) => e switch
    {
        null => null,
        _ when wanted(e) => e,
        AggregateException many => many.InnerExceptions.Select(i => Find(i, wanted)).FirstOrDefault(i => i is not null),
        _ => Find(e.InnerException, wanted),
    };

    private static string Code(RequestFailedException e) => $"{e.Status} {e.ErrorCode}".TrimEnd();

    private static string FirstLine(string message) => message.Split('\n')[0].Trim();
}
