namespace RcFleet.Cluster.Drills;

/// <summary>A fact about a cluster on PostgreSQL. It needs a database that holds Orleans' tables, which this repository can't make: it keeps no copy of their scripts.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    private const string Variable = "RCFLEET_POSTGRES";

    public PostgresFactAttribute()
    {
        if (ConnectionString is null) Skip = $"{Variable} is not set: the connection string of a PostgreSQL database of its own, whose tables deploy/postgresql/create-tables has made.";
    }

    /// <summary>The database; null when there is none to test on.</summary>
    public static string? ConnectionString { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;
}
