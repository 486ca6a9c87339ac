namespace RcFleet.Gateway.Video;

/// <summary>Who takes a camera's frames from the relay.</summary>
internal interface IFrameViewer
{
    /// <summary>Takes a frame over, and disposes it. Called on the camera's own reader: never blocks.</summary>
    void Offer(VideoFrame frame);
}
