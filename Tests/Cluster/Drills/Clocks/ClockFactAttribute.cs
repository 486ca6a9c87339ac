namespace RcFleet.Cluster.Drills.Clocks;

/// <summary>A drill with wrong clocks; skipped, by name and with the reason, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClockFactAttribute : FactAttribute
{
    public ClockFactAttribute() => Skip = FakeClock.Refusal;
}
