using System.Diagnostics;

namespace RcFleet.Load;

/// <summary>How this process runs while it makes load.</summary>
internal static class Generator
{
    /// <summary>The variable that makes .NET handle a socket's event on the thread that sees it; read once, at the first socket.</summary>
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>The variable that says how long idle pool threads spin before they sleep.</summary>
    public const string SpinLimit = "DOTNET_ThreadPool_UnfairSemaphoreSpinLimit";

    /// <summary>The variable that chooses .NET's server collector; a collector beside the program is off in this program's own settings.</summary>
    public const string ServerCollector = "DOTNET_gcServer";

    /// <summary>Connections that are set up side by side.</summary>
    public static readonly ParallelOptions Connecting = new() { MaxDegreeOfParallelism = 32 };

    /// <summary>This process' clock, in ticks of <see cref="TicksPerSecond"/>.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    public static long TicksPerSecond => TimeProvider.System.TimestampFrequency;

    /// <summary>
    /// Runs the same command in a child whose sockets complete inline, which halves what the generator costs the machine that
    /// it shares with the server. Null when this process is that child.
    /// </summary>
    public static async Task<int?> RunTunedAsync(string[] args)
    {
        if (Environment.GetEnvironmentVariable(InlineCompletions) == "1") return null;
        var start = new ProcessStartInfo("dotnet") { Environment = { [InlineCompletions] = "1", [SpinLimit] = "0" } };
        start.ArgumentList.Add(typeof(Generator).Assembly.Location);
        foreach (var argument in args) start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        Guard.Add(child);
        await child.WaitForExitAsync();
        Guard.Remove(child);
        return child.ExitCode;
    }

    public static double Milliseconds(long ticks) => ticks * 1000.0 / TicksPerSecond;
}
