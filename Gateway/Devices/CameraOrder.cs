using RcFleet.Cars;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Devices;

/// <summary>What a camera is asked for: frames for the relay or none, and how good a picture. A late choice of the driver's changes nothing.</summary>
/// <param name="options">What a quality means here.</param>
/// <param name="send">Sends a message to the camera; called in order.</param>
internal sealed class CameraOrder(GatewayOptions options, Action<byte[]> send)
{
    private readonly Lock _gate = new();
    private bool _relaying;
    private VideoQuality _quality;
    private long _order;

    /// <summary>Asks for frames, or for no more of them.</summary>
    public void SetRelay(bool on)
    {
        lock (_gate)
        {
            _relaying = on;
            Send();
        }
    }

    /// <summary>
    /// The driver's choice. The picture is as good on the camera's own stream as on the relay, so this goes out while nobody
    /// watches here, too.
    /// </summary>
    public void SetQuality(long order, VideoQuality quality)
    {
        lock (_gate)
        {
            if (order <= _order) return;
            _order = order;
            if (quality == _quality) return;
            _quality = quality;
            Send();
        }
    }

    private void Send()
    {
        var pace = CameraPace.Of(_quality, options);
        send(ServerMessages.Write(new { type = "relay", on = _relaying, fps = pace.Fps, quality = pace.Quality }));
    }
}
