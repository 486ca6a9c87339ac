namespace RcFleet.Gateway.Video;

/// <summary>A camera's connection, as the relay sees it.</summary>
internal interface ICameraSource
{
    /// <summary>Its socket is on this gateway.</summary>
    bool IsHere { get; }

    /// <summary>Asks the camera to start or stop sending frames.</summary>
    void SetRelay(bool on);
}
