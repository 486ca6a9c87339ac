using System.Collections.Immutable;

namespace RcFleet.Gateway.Video;

/// <summary>Brings one camera's frames to its viewers, and asks for frames only while there are any.</summary>
internal sealed class CameraRelay
{
    private readonly Lock _gate = new();
    private ICameraSource? _camera;
    private ImmutableArray<IFrameViewer> _viewers = [];

    /// <summary>Whether anybody takes frames now.</summary>
    public bool IsWatched
    {
        get
        {
            lock (_gate) return !_viewers.IsEmpty;
        }
    }

    /// <summary>Whether the car's camera is connected to this very gateway.</summary>
    public bool HasCameraHere
    {
        get
        {
            lock (_gate) return _camera?.IsHere == true;
        }
    }

    /// <summary>Whether frames come from there.</summary>
    public bool IsFrom(ICameraSource camera)
    {
        lock (_gate) return _camera == camera;
    }

    /// <summary>The car's camera is connected; it takes the place of one that was.</summary>
    public void Attach(ICameraSource camera)
    {
        lock (_gate)
        {
            // Nobody else would tell a bridge that it is not wanted any more.
            if (_camera is { IsHere: false } bridge && bridge != camera) bridge.SetRelay(false);
            _camera = camera;
            if (!_viewers.IsEmpty) camera.SetRelay(true);
        }
    }

    /// <summary>A camera's connection is gone.</summary>
    public void Detach(ICameraSource camera)
    {
        lock (_gate)
        {
            if (_camera == camera) _camera = null;
        }
    }

    public void Add(IFrameViewer viewer)
    {
        lock (_gate)
        {
            _viewers = _viewers.Add(viewer);
            if (_viewers.Length == 1) _camera?.SetRelay(true);
        }
    }

    public void Remove(IFrameViewer viewer)
    {
        lock (_gate)
        {
            var before = _viewers.Length;
            _viewers = _viewers.Remove(viewer);
            if (before > 0 && _viewers.IsEmpty) _camera?.SetRelay(false);
        }
    }

    /// <summary>Offers a frame to every viewer. False when nobody watches, or it comes from a camera that was replaced.</summary>
    public bool Publish(ICameraSource camera, VideoFrame frame)
    {
        ImmutableArray<IFrameViewer> viewers;
        lock (_gate)
        {
            // A camera that was replaced may detach after the new one attached; the one that sends is the one that is there.
            _camera ??= camera;
            if (_camera != camera || _viewers.IsEmpty) return false;
            viewers = _viewers;
        }

        foreach (var viewer in viewers) viewer.Offer(frame.Share());
        return true;
    }
}
