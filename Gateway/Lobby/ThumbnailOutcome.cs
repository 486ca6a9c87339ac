namespace RcFleet.Gateway.Lobby;

/// <summary>How asking for a thumbnail ended. Gateways tell each other by the number.</summary>
internal enum ThumbnailOutcome : byte
{
    /// <summary>There is one.</summary>
    Taken = 0,

    /// <summary>The camera sent no frame before the deadline.</summary>
    CameraSilent = 1,

    /// <summary>Somebody drives, and not by the relay: the camera has enough to do.</summary>
    CameraInUse = 2,

    /// <summary>Too many other cameras are asked at this moment.</summary>
    Crowded = 3,

    /// <summary>The camera is on another gateway, to which there is no link, or which does not answer or has it no longer.</summary>
    Unreachable = 4,

    /// <summary>There is one, from the gateway that holds the camera. Said of this gateway only.</summary>
    Fetched = 5,
}
