namespace RcFleet.VirtualCar.Controller;

/// <summary>How many drive frames met each <see cref="DriveRefusal"/> since boot.</summary>
public sealed class RefusalCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<DriveRefusal>().Length];

    public long this[DriveRefusal refusal] => Interlocked.Read(ref _counts[(int)refusal]);

    public void Count(DriveRefusal refusal) => Interlocked.Increment(ref _counts[(int)refusal]);

    /// <summary>A copy that no longer changes.</summary>
    public IReadOnlyDictionary<DriveRefusal, long> ToDictionary() =>
        Enum.GetValues<DriveRefusal>().ToDictionary(refusal => refusal, refusal => this[refusal]);
}
