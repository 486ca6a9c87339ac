namespace RcFleet.Cluster.Drills;

/// <summary>A theory among the long forms.</summary>
internal sealed class LongTheoryAttribute : TheoryAttribute
{
    public LongTheoryAttribute()
    {
        if (!Long.Runs) Skip = Long.Reason;
    }
}
