namespace RcFleet.Cluster.Drills.Clocks;

/// <summary>A <see cref="ClockFactAttribute"/> among the long forms.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClockLongFactAttribute : FactAttribute
{
    public ClockLongFactAttribute() => Skip = !Long.Runs ? Long.Reason : FakeClock.Refusal;
}
