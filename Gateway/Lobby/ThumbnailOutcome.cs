namespace RcFleet.Gateway.Lobby;

/// <summary>How asking for a thumbnail ended.</summary>
internal enum ThumbnailOutcome
{
    /// <summary>There is one.</summary>
    Taken,

    /// <summary>The camera sent no frame before the deadline.</summary>
    CameraSilent,

    /// <summary>Somebody drives, and not by the relay: the camera has enough to do.</summary>
    CameraInUse,

    /// <summary>Too many other cameras are asked at this moment.</summary>
    Crowded,
}
