namespace RcFleet.Cars;

/// <summary>Why a session ended. On the wire in snake_case, as CONTRACT.md spells <c>car_disabled</c>.</summary>
[GenerateSerializer, Alias("rc.end-reason")]
public enum EndReason
{
    /// <summary>The minutes are used up.</summary>
    Expired,

    /// <summary>The holder gave it back.</summary>
    Released,

    /// <summary>An operator ended it.</summary>
    Revoked,

    /// <summary>A newer connection or token of the same session took over. Ends a connection, not the session.</summary>
    Replaced,

    /// <summary>The car was taken out of service.</summary>
    CarDisabled,

    /// <summary>Nobody joined within 30 s.</summary>
    NeverJoined,

    /// <summary>The driver did not come back within the grace period.</summary>
    DriverLost,
}
