namespace RcFleet;

/// <summary>
/// How long a caller waits for a grain, by class of call, on both engines. A timeout leaves the outcome unknown: every call
/// may be made again.
/// </summary>
public static class CallTimeouts
{
    /// <summary>Calls that only touch memory have the engine's default: this.</summary>
    public static readonly TimeSpan Quickly = TimeSpan.FromSeconds(2);

    /// <summary>As <see cref="ResponseTimeoutAttribute"/>, of calls that answer after a write: storage may be throttled, and a grain may have to move first.</summary>
    public const string Durably = "00:00:10";

    /// <summary>
    /// As <see cref="ResponseTimeoutAttribute"/>, of calls that are made again all the time, one after the other: one that a dying
    /// silo took along holds up those by which the car's driver and boards find it again elsewhere.
    /// </summary>
    public const string Again = "00:00:01";

    /// <summary>Calls that wait or run at one grain; one more is refused, and a one-way call is dropped.</summary>
    public const int MailboxLimit = 1_000;
}
