namespace RcFleet.VirtualCar.Streaming;

/// <summary>What became of a stream token. Checked in the order of the members. The wire word in brackets is what <c>Firmware/vectors</c> calls it.</summary>
public enum StreamVerdict
{
    /// <summary>[accepted] The stream may open; the token is spent.</summary>
    Accepted,

    /// <summary>[time-unknown] No registration has told the time and the key yet: 503.</summary>
    TimeUnknown,

    /// <summary>[malformed] Not six parts, wrong version, or a part that can't be read: 401.</summary>
    Malformed,

    /// <summary>[wrong-key] Names another key than the one of the last registration: 401.</summary>
    WrongKey,

    /// <summary>[forged] The MAC does not fit: 401.</summary>
    Forged,

    /// <summary>[expired] <c>now</c> is at or past <c>exp</c>: 401.</summary>
    Expired,

    /// <summary>[wrong-session] Of a session that has ended, or not of the one that the server announced: 401.</summary>
    WrongSession,

    /// <summary>[replayed] Spent already: 401.</summary>
    Replayed,

    /// <summary>[busy] Two viewers watch already, or too many tokens are remembered: 503. The token is not spent.</summary>
    Busy,
}
