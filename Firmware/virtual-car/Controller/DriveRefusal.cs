namespace RcFleet.VirtualCar.Controller;

/// <summary>
/// What became of a drive frame. Checked in the order of the members: the first that applies is the answer.
/// The wire word in brackets is what <c>Firmware/vectors</c> calls it.
/// </summary>
public enum DriveRefusal
{
    /// <summary>[accepted] Fresh and valid: it feeds the dead-man timer and reaches the motor.</summary>
    Accepted,

    /// <summary>[malformed] A field is missing, given twice, of the wrong type, not finite or out of range. Never read as zero.</summary>
    Malformed,

    /// <summary>[link-down] No registered connection to the server.</summary>
    LinkDown,

    /// <summary>[no-session] The server has announced no session, or has ended it.</summary>
    NoSession,

    /// <summary>[wrong-epoch] Not the epoch that the server's <c>session</c> set: a fenced driver.</summary>
    WrongEpoch,

    /// <summary>[lease-expired] No <c>session</c> on this connection for <c>leaseTtlMs</c>.</summary>
    LeaseExpired,

    /// <summary>[stale-seq] Not newer than the last sequence number taken in this epoch: a replay or a reordering.</summary>
    StaleSequence,

    /// <summary>[too-old] Lags the fastest frame of the last 30 s by more than the maximum command age: a burst after a stall.</summary>
    TooOld,

    /// <summary>[stopped] A latched stop holds; only <c>resume</c> ends it. The frame's number is taken, its throttle is not.</summary>
    Stopped,

    /// <summary>[not-armed] After boot or after a session: link not yet good for 500 ms, or throttle not yet seen at zero. The number is taken.</summary>
    NotArmed,

    /// <summary>[awaiting-zero] After a stop: waits for a newer frame with throttle 0. The number is taken.</summary>
    AwaitingZero,
}
