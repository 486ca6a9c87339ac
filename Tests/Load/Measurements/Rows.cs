namespace RcFleet.Load.Measurements;

/// <summary>The figures of one run, by what they measure with the unit.</summary>
internal sealed class Rows : Dictionary<string, double>
{
    public const string CpuPerCommand = "server CPU a command, µs";
    public const string MachineBusy = "machine busy, %";
    public const string P50 = "latency p50, ms";
    public const string P99 = "latency p99, ms";
    public const string P999 = "latency p99.9, ms";
    public const string Arrived = "arrived, %";
    public const string Resident = "resident memory, MiB";
    public const string Saturated = "commands a second at saturation";
    public const string CpuAtSaturation = "server CPU a command at saturation, µs";
    public const string CpuPerFrame = "server CPU a frame to a viewer, µs";
    public const string Frames = "frames a second to viewers";

    /// <summary>One role's part of <see cref="CpuPerCommand"/>.</summary>
    public static string CpuOf(string role) => $"of that {role}, µs";

    public Rows()
        : base(StringComparer.Ordinal)
    {
    }
}
