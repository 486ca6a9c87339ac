namespace RcFleet.Cars;

/// <summary>The durable part of a lease: what a restart must not forget.</summary>
[Immutable, GenerateSerializer, Alias("rc.lease-record")]
internal sealed record LeaseRecord
{
    /// <summary>The highest epoch ever taken; it outlives sessions and only grows.</summary>
    [Id(0)]
    public long Epoch { get; init; }

    /// <summary>The live session, or null.</summary>
    [Id(1)]
    public SessionRecord? Session { get; init; }

    /// <summary>Taken out of service.</summary>
    [Id(2)]
    public bool Disabled { get; init; }

    /// <summary>A latched stop is in force.</summary>
    [Id(3)]
    public bool Stopped { get; init; }

    /// <summary>Whether this is <paramref name="other"/> but for what the meter has counted.</summary>
    public bool IsButForTime(LeaseRecord? other) =>
        other is not null && this with { Session = Session is { } own && other.Session is { } its ? own with { RemainingMs = its.RemainingMs, PausedMs = its.PausedMs } : Session } == other;
}
