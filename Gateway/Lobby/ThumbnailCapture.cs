using RcFleet.Gateway.Video;

namespace RcFleet.Gateway.Lobby;

/// <summary>A viewer of the relay that stays for one frame.</summary>
internal sealed class ThumbnailCapture : IFrameViewer
{
    private readonly TaskCompletionSource<byte[]> _frame = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first frame that comes.</summary>
    public Task<byte[]> Frame => _frame.Task;

    /// <inheritdoc />
    public void Offer(VideoFrame frame)
    {
        using (frame)
        {
            if (!_frame.Task.IsCompleted) _frame.TrySetResult(frame.Bytes.ToArray());
        }
    }
}
