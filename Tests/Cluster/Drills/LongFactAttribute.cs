namespace RcFleet.Cluster.Drills;

/// <summary>A fact among the long forms.</summary>
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute()
    {
        if (!Long.Runs) Skip = Long.Reason;
    }
}
