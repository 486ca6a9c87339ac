namespace RcFleet.Devices;

/// <summary>Why the server closes a board's socket. The gateway maps it to a close code.</summary>
[GenerateSerializer, Alias("rc.device-close-reason")]
public enum DeviceCloseReason
{
    /// <summary>A newer connection of the same board, or of another board in its role: 4409.</summary>
    Replaced,

    /// <summary>The board was deleted: 4403.</summary>
    Revoked,

    /// <summary>The board's key was changed: 4401.</summary>
    KeyRotated,

    /// <summary>The board has no key, and its car got a board with one: 4401.</summary>
    KeyRequired,
}
