namespace RcFleet.VirtualCar.Links;

/// <summary>How far a device's connection to the server has come.</summary>
public enum LinkState
{
    /// <summary>Not started, or ended for good.</summary>
    Down,

    /// <summary>Opening the socket or registering.</summary>
    Connecting,

    /// <summary>The server has answered <c>registered</c>.</summary>
    Registered,

    /// <summary>Waiting before the next attempt.</summary>
    Waiting,
}
