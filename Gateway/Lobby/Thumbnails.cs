using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>
/// Recent frames for the lobby's cards. However many ask, a camera is woken for one frame every <see cref="FreshMs"/> at
/// most, and only while somebody asks; a camera that streams to the relay already gives the next frame that it sends
/// anyway, and one whose driver watches by another way is left alone. A camera on another gateway is asked by that one,
/// whose picture is kept here as long as one of our own: the lobbies of many people cost one fetch.
/// </summary>
/// <remarks>
/// Bounded: <see cref="MaxAtOnce"/> cameras and <see cref="MaxFetches"/> fetches at once, <see cref="MaxWaiting"/> cars that wait for their turn (more are
/// <see cref="ThumbnailOutcome.Crowded"/>), <see cref="MaxBytes"/> of frames (the oldest go first). What is older than
/// <see cref="FreshMs"/> is let go when the next camera is asked.
/// </remarks>
internal sealed class Thumbnails(VideoHub video, IPeerThumbnails peers, MonotonicClock clock, GatewayMetrics metrics)
{
    /// <summary>How long a frame, or the news that there is none, is good. Milliseconds.</summary>
    public const int FreshMs = 10_000;

    /// <summary>How long a camera has to send a frame. Milliseconds.</summary>
    public const int DeadlineMs = 3_000;

    /// <summary>How long a car waits for its turn before that. Milliseconds.</summary>
    public const int PatienceMs = 2_000;

    /// <summary>Cameras that are asked at the same time.</summary>
    public const int MaxAtOnce = 4;

    /// <summary>Pictures that are fetched from other gateways at the same time. A gateway that is slow must not hold up those here.</summary>
    public const int MaxFetches = 16;

    /// <summary>How long a fetched picture is good at least, however old it was. Milliseconds.</summary>
    public const int LeastFreshMs = 1_000;

    /// <summary>Cars that are asked or wait for their turn.</summary>
    public const int MaxWaiting = 64;

    /// <summary>Frames that are kept, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(MaxAtOnce);
    private readonly SemaphoreSlim _fetches = new(MaxFetches);
    private int _open;
    private long _bytes;

    /// <summary>Frames that are kept now, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    /// <summary>A frame not older than <see cref="FreshMs"/>.</summary>
    /// <param name="carId">A car that exists and has a camera.</param>
    /// <param name="inUse">Somebody drives it.</param>
    /// <param name="hereOnly">Another gateway asks: it is not asked in turn.</param>
    public Task<ThumbnailResult> GetAsync(string carId, bool inUse, bool hereOnly = false)
    {
        var relay = video.For(carId);
        Entry entry;
        lock (_gate)
        {
            if (_entries.TryGetValue(carId, out var known) && known.IsFresh(clock.NowMs)) return known.Result;
            if (inUse && (relay.HasCameraHere || hereOnly) && !relay.IsWatched) return Task.FromResult(Count(ThumbnailOutcome.CameraInUse));
            if (_open >= MaxWaiting) return Task.FromResult(Count(ThumbnailOutcome.Crowded));
            _open++;
            foreach (var (old, stale) in _entries)
                if (!stale.IsFresh(clock.NowMs)) Remove(old);
            entry = new Entry();
            _entries[carId] = entry;
        }

        _ = FillAsync(carId, relay, inUse, hereOnly, entry);
        return entry.Result;
    }

    /// <summary>The car's camera is gone, and what it last saw is nobody's business any more.</summary>
    public void Forget(string carId)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(carId, out var entry) && entry.IsDone) Remove(carId);
        }
    }

    private async Task FillAsync(string carId, CameraRelay relay, bool inUse, bool hereOnly, Entry entry)
    {
        // Frames that come here anyway, for viewers of a camera elsewhere, are as good as fetched ones.
        ThumbnailResult? elsewhere = hereOnly || relay.HasCameraHere || relay.IsWatched ? null : await FetchAsync(carId, inUse);
        var result = elsewhere ?? await CaptureAsync(relay, inUse);
        lock (_gate)
        {
            _open--;
            entry.Done(result, clock.NowMs);
            // Who did not get a turn may ask again at once.
            if (result.Outcome == ThumbnailOutcome.Crowded) _entries.Remove(carId);
            else _bytes += entry.Length;
            while (_bytes > MaxBytes) Remove(_entries.Where(e => e.Value.Length > 0).MinBy(e => e.Value.DoneMs).Key);
        }
    }

    // Null when the camera is on no other gateway.
    private async Task<ThumbnailResult?> FetchAsync(string carId, bool inUse)
    {
        if (!await TakeTurnAsync(_fetches)) return Count(ThumbnailOutcome.Crowded);
        try
        {
            if (await peers.FetchAsync(carId, inUse) is not { } result) return null;
            metrics.ThumbnailAsked(result.Outcome);
            return result;
        }
        finally
        {
            _fetches.Release();
        }
    }

    private async Task<bool> TakeTurnAsync(SemaphoreSlim turns)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(PatienceMs), clock.Time);
            await turns.WaitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<ThumbnailResult> CaptureAsync(CameraRelay relay, bool inUse)
    {
        if (inUse && !relay.IsWatched) return Count(ThumbnailOutcome.CameraInUse);
        if (!await TakeTurnAsync(_turns)) return Count(ThumbnailOutcome.Crowded);
        var capture = new ThumbnailCapture();
        relay.Add(capture);
        try
        {
            var jpeg = await capture.Frame.WaitAsync(TimeSpan.FromMilliseconds(DeadlineMs), clock.Time);
            return Count(ThumbnailOutcome.Taken) with { Picture = Thumbnail.Of(jpeg, clock, ageMs: 0) };
        }
        catch (TimeoutException)
        {
            return Count(ThumbnailOutcome.CameraSilent);
        }
        finally
        {
            relay.Remove(capture);
            _turns.Release();
        }
    }

    private ThumbnailResult Count(ThumbnailOutcome outcome)
    {
        metrics.ThumbnailAsked(outcome);
        return new ThumbnailResult(outcome);
    }

    private void Remove(string carId)
    {
        if (_entries.Remove(carId, out var entry)) _bytes -= entry.Length;
    }

    private sealed class Entry
    {
        private readonly TaskCompletionSource<ThumbnailResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ThumbnailResult> Result => _result.Task;

        public bool IsDone { get; private set; }

        public long DoneMs { get; private set; }

        public int Length { get; private set; }

        public bool IsFresh(long nowMs) => !IsDone || nowMs - DoneMs < FreshMs;

        public void Done(ThumbnailResult result, long nowMs)
        {
            // A fetched picture had an age already.
            var goodSinceMs = Math.Max(result.Picture?.TakenMs ?? nowMs, nowMs - FreshMs + LeastFreshMs);
            (IsDone, DoneMs, Length) = (true, goodSinceMs, result.Picture?.Jpeg.Length ?? 0);
            _result.SetResult(result);
        }
    }
}
