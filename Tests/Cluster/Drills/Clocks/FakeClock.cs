using System.Globalization;

namespace RcFleet.Cluster.Drills.Clocks;

/// <summary>Processes whose wall clock is wrong, while their monotonic one is right: libfaketime (Debian's package faketime).</summary>
internal static class FakeClock
{
    private const string Shared = "/dev/shm";

    private static readonly string? Library = !OperatingSystem.IsLinux() ? null
        : new[] { "/usr/lib", "/usr/lib64" }.Where(Directory.Exists)
            .SelectMany(lib => Directory.EnumerateDirectories(lib).Prepend(lib))
            .Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1"))
            .FirstOrDefault(File.Exists);

    /// <summary>Why there is none on this machine, or null.</summary>
    public static string? Refusal { get; } = Library is null ? "NOT RUN, no process can be given another clock on this machine: libfaketime is missing (package faketime)" : null;

    /// <summary>This machine, at another time.</summary>
    public static Place At(TimeSpan skew) => Place.Here with
    {
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library!,
            ["FAKETIME"] = skew.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture) + "s",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",

            // Or it also changes waits by the monotonic clock, which .NET's are, and they end at once.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        },
    };

    /// <summary>Removes what the library leaves of processes that were killed.</summary>
    public static void Sweep()
    {
        if (!Directory.Exists(Shared)) return;
        foreach (var file in Directory.EnumerateFiles(Shared, "*faketime_*"))
        {
            if (!Directory.Exists("/proc/" + file.Split('_')[^1])) File.Delete(file);
        }
    }
}
