namespace RcFleet.Cars;

/// <summary>The durable part of a live session.</summary>
[Immutable, GenerateSerializer, Alias("rc.session-record")]
internal sealed record SessionRecord
{
    [Id(0)]
    public string SessionId { get; init; } = "";

    /// <summary>See <see cref="SessionToken.Hash"/>.</summary>
    [Id(1)]
    public string TokenHash { get; init; } = "";

    /// <summary>The rental code that pays, or null for an operator's session.</summary>
    [Id(2)]
    public string? Code { get; init; }

    /// <summary>The time that the grant took from the code, in milliseconds.</summary>
    [Id(3)]
    public long GrantedMs { get; init; }

    /// <summary>What is left of it, in milliseconds; as of the last metering.</summary>
    [Id(4)]
    public long RemainingMs { get; init; }

    /// <summary>A driver has joined at least once.</summary>
    [Id(5)]
    public bool Joined { get; init; }

    /// <summary>When it was granted, by the wall clock: milliseconds since 1970. For the ledger only.</summary>
    [Id(6)]
    public long StartedAtMs { get; init; }

    /// <summary>How long a driver had it while the clock stood, in milliseconds; as of the last metering.</summary>
    [Id(7)]
    public long PausedMs { get; init; }

    /// <summary>Never shows the hash or the code.</summary>
    public override string ToString() => $"SessionRecord {{ SessionId = {SessionId}, RemainingMs = {RemainingMs}, Joined = {Joined} }}";
}
