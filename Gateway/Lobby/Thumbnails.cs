using System.Security.Cryptography;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>
/// Recent frames for the lobby's cards. However many ask, a camera is woken for one frame every <see cref="FreshMs"/> at
/// most, and only while somebody asks; a camera that streams to the relay already gives the next frame that it sends
/// anyway, and one whose driver watches by another way is left alone.
/// </summary>
/// <remarks>
/// Bounded: <see cref="MaxAtOnce"/> cameras at once, <see cref="MaxWaiting"/> cars that wait for their turn (more are
/// <see cref="ThumbnailOutcome.Crowded"/>), <see cref="MaxBytes"/> of frames (the oldest go first). What is older than
/// <see cref="FreshMs"/> is let go when the next camera is asked.
/// </remarks>
internal sealed class Thumbnails(VideoHub video, MonotonicClock clock, GatewayMetrics metrics)
{
    /// <summary>How long a frame, or the news that there is none, is good. Milliseconds.</summary>
    public const int FreshMs = 10_000;

    /// <summary>How long a camera has to send a frame. Milliseconds.</summary>
    public const int DeadlineMs = 3_000;

    /// <summary>How long a car waits for its turn before that. Milliseconds.</summary>
    public const int PatienceMs = 2_000;

    /// <summary>Cameras that are asked at the same time.</summary>
    public const int MaxAtOnce = 4;

    /// <summary>Cars that are asked or wait for their turn.</summary>
    public const int MaxWaiting = 64;

    /// <summary>Frames that are kept, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(MaxAtOnce);
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
    public Task<ThumbnailResult> GetAsync(string carId, bool inUse)
    {
        Entry entry;
        lock (_gate)
        {
            if (_entries.TryGetValue(carId, out var known) && known.IsFresh(clock.NowMs)) return known.Result;
            if (inUse && !video.For(carId).IsWatched) return Task.FromResult(Count(ThumbnailOutcome.CameraInUse));
            if (_open >= MaxWaiting) return Task.FromResult(Count(ThumbnailOutcome.Crowded));
            _open++;
            foreach (var (old, stale) in _entries)
                if (!stale.IsFresh(clock.NowMs)) Remove(old);
            entry = new Entry();
            _entries[carId] = entry;
        }

        _ = FillAsync(carId, entry);
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

    private async Task FillAsync(string carId, Entry entry)
    {
        var result = await CaptureAsync(carId);
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

    private async Task<ThumbnailResult> CaptureAsync(string carId)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(PatienceMs), clock.Time);
            await _turns.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return Count(ThumbnailOutcome.Crowded);
        }

        var relay = video.For(carId);
        var capture = new ThumbnailCapture();
        relay.Add(capture);
        try
        {
            var jpeg = await capture.Frame.WaitAsync(TimeSpan.FromMilliseconds(DeadlineMs), clock.Time);
            var tag = Convert.ToHexStringLower(SHA256.HashData(jpeg).AsSpan(0, 16));
            return Count(ThumbnailOutcome.Taken) with { Picture = new Thumbnail(jpeg, tag, clock.Time.GetUtcNow(), clock.NowMs) };
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
            (IsDone, DoneMs, Length) = (true, nowMs, result.Picture?.Jpeg.Length ?? 0);
            _result.SetResult(result);
        }
    }
}
