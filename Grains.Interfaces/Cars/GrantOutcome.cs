namespace RcFleet.Cars;

/// <summary>What became of a request for a lease.</summary>
[GenerateSerializer, Alias("rc.grant-outcome")]
public enum GrantOutcome
{
    /// <summary>A new session.</summary>
    Granted,

    /// <summary>The live session of this code, with a new token.</summary>
    Reissued,

    /// <summary>No such car.</summary>
    CarUnknown,

    /// <summary>Another session is live.</summary>
    CarBusy,

    /// <summary>No controller is connected.</summary>
    CarOffline,

    /// <summary>Taken out of service.</summary>
    CarDisabled,

    /// <summary>A latched stop is in force.</summary>
    CarStopped,

    /// <summary>No such code.</summary>
    CodeInvalid,

    /// <summary>The code has no time left, or all of it is in use.</summary>
    CodeUsedUp,

    /// <summary>The code is for other cars.</summary>
    CodeOtherCar,
}
