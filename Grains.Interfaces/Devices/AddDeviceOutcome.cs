namespace RcFleet.Devices;

/// <summary>Whether a car took a board.</summary>
[GenerateSerializer, Alias("rc.add-device-outcome")]
public enum AddDeviceOutcome
{
    /// <summary>It is part of the car now, or was before.</summary>
    Added,

    /// <summary>The car has another board in that role; <c>car</c> is both roles.</summary>
    RoleTaken,

    /// <summary>The board has no key and the car has boards with keys.</summary>
    KeyRequired,
}
