namespace RcFleet.Gateway.Metering;

/// <summary>What bytes through the server were for. Video by a direct rung is none of them.</summary>
internal enum Rung
{
    /// <summary>Frames of the relay.</summary>
    Relay,

    /// <summary>Commands, telemetry, state and the lease.</summary>
    Control,

    /// <summary>Signaling for WebRTC.</summary>
    Signaling,
}
