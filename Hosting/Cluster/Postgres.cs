using Npgsql;

namespace RcFleet.Hosting.Cluster;

/// <summary>PostgreSQL as the cluster's store.</summary>
internal static class Postgres
{
    /// <summary>The name by which Orleans finds the driver.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>What is wrong with a connection string, or null. Never shows it: it holds a password.</summary>
    public static string? Problem(string connectionString)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "Cluster:PostgresConnectionString names no Host." : null;
        }
        catch (ArgumentException e)
        {
            return $"Cluster:PostgresConnectionString can't be read: {e.Message}";
        }
    }
}
