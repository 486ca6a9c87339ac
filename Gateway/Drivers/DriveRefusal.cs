namespace RcFleet.Gateway.Drivers;

/// <summary>Why a drive command went no further. Each member says at which gate; every refusal is counted by its name.</summary>
internal enum DriveRefusal
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>Driver's gateway: the connection has not joined a session.</summary>
    NotJoined,

    /// <summary>Driver's gateway: more than <c>Fleet:MaxDriveRate</c>.</summary>
    TooFast,

    /// <summary>Driver's gateway: a field is missing, twice there, of another type, or out of range.</summary>
    Malformed,

    /// <summary>Driver's gateway: the sequence did not grow.</summary>
    SeqNotNewer,

    /// <summary>Driver's gateway: it lags the connection's best by more than <c>Fleet:MaxCommandAgeMs</c>.</summary>
    TooOld,

    /// <summary>Controller's gateway: its epoch is not the one that the server's session set last.</summary>
    OtherEpoch,

    /// <summary>Controller's gateway: a newer command was there before.</summary>
    Overtaken,

    /// <summary>Controller's gateway: a stop came after it was made.</summary>
    VoidedByStop,

    /// <summary>Controller's gateway: a latched stop is in force.</summary>
    Latched,

    /// <summary>Controller's gateway: it came past the grain, and its grant is of another epoch or holder, was ended, or its time is up; or the board's socket closes.</summary>
    NoGrant,

    /// <summary>Controller's gateway: the lease was not renewed within <c>Fleet:LeaseTtlMs</c>.</summary>
    LeaseNotRenewed,

    /// <summary>Controller's gateway: a newer command took its place before the socket was free.</summary>
    Overwritten,

    /// <summary>Controller's gateway: older than <c>Fleet:MaxCommandAgeMs</c> at the moment of the write.</summary>
    TooOldAtWrite,
}
