namespace RcFleet.Cars;

/// <summary>Where a lease stands. Not durable: after a restart a live session awaits its driver again.</summary>
internal enum LeasePhase
{
    /// <summary>No session.</summary>
    None,

    /// <summary>Granted, reissued or restored; nobody drives yet. The clock stands.</summary>
    AwaitingJoin,

    /// <summary>One connection drives. The clock runs while the car can be driven.</summary>
    Driving,

    /// <summary>The driver's socket is gone and may come back. The clock runs while the car can be driven.</summary>
    Grace,
}
