namespace RcFleet.Cars;

/// <summary>
/// Why the car's grain did not pass a drive command on. Counted as <c>rcfleet.drive.refused</c> with the member's name as
/// <c>reason</c>; nobody is told, since the next command is 20 to 50 ms away.
/// </summary>
internal enum DriveRefusal
{
    /// <summary>Passed on.</summary>
    None,

    /// <summary>Sender: not a command at all; steering or throttle is not a finite number in [-1, 1], or seq is 0.</summary>
    Malformed,

    /// <summary>Lease: no session is live.</summary>
    NoSession,

    /// <summary>Lease: the epoch is an earlier one; a replaced, ended or late driver.</summary>
    StaleEpoch,

    /// <summary>Lease: the epoch was never given out.</summary>
    UnknownEpoch,

    /// <summary>Lease: nobody drives now; the driver's socket is gone or has not joined yet.</summary>
    NotDriving,

    /// <summary>Lease: a latched stop is in force.</summary>
    Stopped,

    /// <summary>Lease: the epoch is not durable yet, or another activation owns the car.</summary>
    NotDurable,

    /// <summary>Order: a newer command of this epoch has passed already.</summary>
    Superseded,

    /// <summary>Link: no controller is connected.</summary>
    NoController,
}
