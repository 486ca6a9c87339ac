namespace RcFleet.Rentals;

/// <summary>What became of a reservation.</summary>
[GenerateSerializer, Alias("rc.reserve-outcome")]
public enum ReserveOutcome
{
    /// <summary>The time is the session's.</summary>
    Reserved,

    /// <summary>No such code.</summary>
    Invalid,

    /// <summary>Nothing is left, or all of it is in use.</summary>
    UsedUp,

    /// <summary>The code is for other cars.</summary>
    OtherCar,
}
