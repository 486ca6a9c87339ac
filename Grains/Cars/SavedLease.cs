namespace RcFleet.Cars;

/// <summary>What storage has of a lease: which epoch a crash can't take back, and how old the saved time left is. Pure.</summary>
internal sealed class SavedLease(LeaseRecord record, long now)
{
    /// <summary>The age at which the saved time left is renewed: with a beat of 500 ms a crash errs by 5 s at most, in the driver's favour.</summary>
    private const long MaxAgeMs = 4500;

    private long _takenAt = now;

    /// <summary>What is durable.</summary>
    public LeaseRecord Record { get; private set; } = record;

    /// <summary>The highest epoch that is durable.</summary>
    public long Epoch => Record.Epoch;

    /// <summary>
    /// The epoch that others may hear of: never one that a crash could take back, or the next driver would get the same.
    /// </summary>
    public long Publishable(Lease lease) => Math.Min(lease.Epoch, Epoch);

    /// <summary>The lease was metered and goes into a write.</summary>
    public void Taken(long now) => _takenAt = now;

    /// <summary>When it was metered for the last write, in milliseconds before now.</summary>
    public long AgoMs(long now) => now - _takenAt;

    /// <summary>That is durable now.</summary>
    public void Written(LeaseRecord record) => Record = record;

    /// <summary>Storage has another one.</summary>
    public bool Differs(LeaseRecord record) => record != Record;

    /// <summary>Storage has another one for too long.</summary>
    public bool IsStale(LeaseRecord record, long now) => now - _takenAt >= MaxAgeMs && Differs(record);
}
