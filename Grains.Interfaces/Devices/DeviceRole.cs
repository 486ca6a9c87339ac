namespace RcFleet.Devices;

/// <summary>What a board does in its car.</summary>
[GenerateSerializer, Alias("rc.device-role")]
public enum DeviceRole
{
    /// <summary>Makes the picture.</summary>
    Camera,

    /// <summary>Moves the motors.</summary>
    Control,

    /// <summary>Both, on one board.</summary>
    Car,
}
