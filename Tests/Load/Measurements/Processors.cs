using System.Globalization;
using RcFleet.Load.Contestants;

namespace RcFleet.Load.Measurements;

/// <summary>Processor time until now: of a server's processes, and of the whole machine where the system tells (Linux).</summary>
/// <param name="ByRole">User and system time by what the processes are.</param>
/// <param name="Idle">The machine's idle ticks.</param>
/// <param name="All">All of the machine's ticks; 0 where they can't be read.</param>
internal sealed record Processors(IReadOnlyDictionary<string, TimeSpan> ByRole, long Idle, long All)
{
    private const string Ticks = "/proc/stat";

    public TimeSpan Server => ByRole.Values.Aggregate(TimeSpan.Zero, (sum, cpu) => sum + cpu);

    /// <summary>Of a difference: how much of the machine was in use.</summary>
    public double? BusyPercent => All > 0 ? 100.0 * (All - Idle) / All : null;

    public static Processors Of(IContestant server)
    {
        var cpu = server.Processes.GroupBy(p => p.Role).ToDictionary(g => g.Key, g => g.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Process.Cpu), StringComparer.Ordinal);
        if (!File.Exists(Ticks)) return new Processors(cpu, 0, 0);

        // "cpu user nice system idle iowait irq softirq steal guest guest_nice" (proc_stat(5)); guest time is part of user time.
        var ticks = File.ReadLines(Ticks).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        return new Processors(cpu, ticks[3] + ticks[4], ticks.Sum());
    }

    public Processors Since(Processors before) =>
        new(ByRole.ToDictionary(r => r.Key, r => r.Value - before.ByRole[r.Key], StringComparer.Ordinal), Idle - before.Idle, All - before.All);
}
