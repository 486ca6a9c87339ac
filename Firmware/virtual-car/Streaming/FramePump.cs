using RcFleet.VirtualCar.Jpeg;
using RcFleet.VirtualCar.Rendering;
using RcFleet.VirtualCar.Track;

namespace RcFleet.VirtualCar.Streaming;

/// <summary>
/// Draws and encodes frames while somebody watches, and sleeps when nobody does. The relay and the direct viewers each
/// get their own rate and quality from one drawing.
/// </summary>
public sealed class FramePump(string name, FrameFeed feed, Action<EncodedFrame> relay, Func<View> view, Func<long> nowMs, TimeProvider time)
{
    private const int SharedSlackMs = 25;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly JpegEncoder _encoder = new();
    private VideoSettings? _relay;
    private VideoSettings _direct = VideoSettings.Default;
    private readonly Lock _gate = new();
    private FirstPersonRenderer? _renderer;
    private uint _frameId;
    private long _frames;

    /// <summary>Frames drawn since the start.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Whether the relay gets frames.</summary>
    public bool Relaying
    {
        get
        {
            lock (_gate) return _relay is not null;
        }
    }

    /// <summary>Starts (or, with null, stops) frames for the relay.</summary>
    public void Relay(VideoSettings? settings)
    {
        lock (_gate) _relay = settings;
        Wake();
    }

    /// <summary>How direct viewers are served from now on.</summary>
    public void Direct(VideoSettings settings)
    {
        lock (_gate) _direct = settings;
    }

    /// <summary>Says that somebody may have begun to watch.</summary>
    public void Wake()
    {
        lock (_gate)
            if (_wake.CurrentCount == 0)
                _wake.Release();
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        long relayDue = 0, directDue = 0;
        while (true)
        {
            VideoSettings? relaySettings;
            VideoSettings directSettings;
            lock (_gate) (relaySettings, directSettings) = (_relay, _direct);
            var direct = feed.Viewers > 0;
            if (relaySettings is null && !direct)
            {
                await _wake.WaitAsync(cancellation);
                continue;
            }

            var now = nowMs();
            var forRelay = relaySettings is not null && now >= relayDue;
            var forDirect = direct && now >= directDue;

            // One drawing serves both when both are nearly due.
            if (forDirect) forRelay = relaySettings is not null && now >= relayDue - SharedSlackMs;
            else if (forRelay) forDirect = direct && now >= directDue - SharedSlackMs;
            if (forRelay || forDirect) Draw(now, forRelay ? relaySettings : null, forDirect ? directSettings : null);
            if (forRelay) relayDue = Next(relayDue, now, relaySettings!.Value.Fps);
            if (forDirect) directDue = Next(directDue, now, directSettings.Fps);

            var due = Math.Min(relaySettings is null ? long.MaxValue : relayDue, direct ? directDue : long.MaxValue);
            var wait = due - nowMs();
            if (wait > 0) await Task.Delay(TimeSpan.FromMilliseconds(wait), time, cancellation);
            else await Task.Yield();
        }
    }

    // Keeps the beat; after a pause it starts a new one instead of catching up.
    private static long Next(long due, long now, int fps)
    {
        var period = 1000 / fps;
        return now - due > period ? now + period : due + period;
    }

    private void Draw(long now, VideoSettings? relaySettings, VideoSettings? directSettings)
    {
        _renderer ??= new FirstPersonRenderer(RaceTrack.Shared, Scenery.Shared, name);
        _frameId++;
        var image = _renderer.Render(view());
        var capture = unchecked((uint)now);
        var comment = $"rc1 {_frameId} {capture}";
        EncodedFrame? direct = null;
        if (directSettings is { } own)
        {
            direct = new EncodedFrame(_frameId, capture, _encoder.Encode(image, own.JpegQuality, comment).ToArray());
            feed.Publish(direct);
        }

        if (relaySettings is { } settings)
        {
            relay(direct is not null && settings.JpegQuality == directSettings?.JpegQuality
                ? direct
                : new EncodedFrame(_frameId, capture, _encoder.Encode(image, settings.JpegQuality, comment).ToArray()));
        }

        Interlocked.Increment(ref _frames);
    }
}
