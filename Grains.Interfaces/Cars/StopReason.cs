namespace RcFleet.Cars;

/// <summary>Why a car was stopped. On the wire in kebab-case: <c>driver-lost</c>.</summary>
[GenerateSerializer, Alias("rc.stop-reason")]
public enum StopReason
{
    /// <summary>The driver pressed stop.</summary>
    Driver,

    /// <summary>The driver's socket is gone.</summary>
    DriverLost,

    /// <summary>The driver's socket was replaced by a newer one.</summary>
    DriverReplaced,

    /// <summary>An operator pressed stop.</summary>
    Operator,

    /// <summary>The session's holder pressed the emergency stop.</summary>
    Emergency,

    /// <summary>The session ended.</summary>
    SessionEnded,
}
