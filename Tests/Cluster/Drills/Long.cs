namespace RcFleet.Cluster.Drills;

/// <summary>Whether the long forms run, whose times are measured strictly too: <c>Tests/run --long</c>, on a machine that does nothing else.</summary>
internal static class Long
{
    public const string Reason = "Takes long, or measures strictly: Tests/run --long";

    public static bool Runs { get; } = Environment.GetEnvironmentVariable("RCFLEET_LONG") is not null;
}
