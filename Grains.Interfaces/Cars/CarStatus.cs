namespace RcFleet.Cars;

/// <summary>What a car can be used for now. When several hold, the first of disabled, stopped, offline, busy is shown.</summary>
[GenerateSerializer, Alias("rc.car-status")]
public enum CarStatus
{
    /// <summary>No controller is connected.</summary>
    Offline,

    /// <summary>Can be rented now.</summary>
    Available,

    /// <summary>A session is live.</summary>
    Busy,

    /// <summary>Taken out of service by an operator.</summary>
    Disabled,

    /// <summary>A latched stop is in force.</summary>
    Stopped,
}
