using Orleans.Embedded;
using RcFleet.Cars;
using RcFleet.Gateway;

namespace RcFleet.Silo;

/// <summary>The embedded engine: every grain in this process, state in SQLite under the data path.</summary>
internal static class Engine
{
    public const string Name = "embedded";

    /// <summary>Whether processes of this engine can be members of a cluster.</summary>
    public const bool HasClusters = false;

    /// <summary>How long a silo may take to stop.</summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(10);

    /// <summary>The engine, for people.</summary>
    public static string Describe(IConfiguration configuration) => $"engine {Name}, state in {Path.GetFullPath(DataPath(configuration))}";

    /// <summary>What a person can do about an engine that does not start, or null when it is none of theirs.</summary>
    public static string? StartProblem(Exception exception) => (exception as DataPathException)?.Message;

    /// <summary>Whether a call failed for a reason that passes by itself. In one process none does.</summary>
    public static bool Passes(Exception exception) => false;

    public static void AddEngine(this IHostApplicationBuilder builder) =>
        builder.Services.AddEmbeddedOrleans(options =>
        {
            options.DataPath = DataPath(builder.Configuration);
            options.GrainAssemblies.Add(typeof(LeaseOptions).Assembly);
            options.ResponseTimeout = CallTimeouts.Quickly;
            options.MailboxLimit = CallTimeouts.MailboxLimit;
        });

    private static string DataPath(IConfiguration configuration) => configuration["Fleet:DataPath"] ?? new GatewayOptions().DataPath;
}
