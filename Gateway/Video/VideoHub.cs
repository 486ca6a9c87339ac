using System.Collections.Concurrent;

namespace RcFleet.Gateway.Video;

/// <summary>The relays of this gateway, one a car.</summary>
internal sealed class VideoHub
{
    private readonly ConcurrentDictionary<string, CameraRelay> _relays = new(StringComparer.Ordinal);

    /// <summary>The relay of a car that is known to exist.</summary>
    public CameraRelay For(string carId) => _relays.GetOrAdd(carId, static _ => new CameraRelay());
}
