using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Peers;

/// <summary>
/// The link to one other gateway, for as long as drivers here drive cars there. Dials with back-off; a link that is not heard
/// for 1.5 s is cut. When it is gone every way over it is closed, and the drivers go through the grain.
/// </summary>
internal sealed class PeerLink(
    string gateway, string url, PeerConnector connector, GatewayIdentity identity, SenderClocks clocks, MonotonicClock clock,
    ConnectionMonitor monitor, GatewayMetrics metrics, ILogger logger) : IMonitored
{
    /// <summary>How often each side says that it lives, in milliseconds.</summary>
    public const long BeatMs = 500;

    /// <summary>How long a side may be silent, in milliseconds.</summary>
    public const long SilenceMs = 1500;

    /// <summary>The most ways over one link.</summary>
    public const int MaxLanes = 4096;

    /// <summary>A gateway that nobody here has wanted to reach for this long is let go, or has died, in milliseconds.</summary>
    private const long UnusedMs = 60_000;

    private const int LeastBackOffMs = 250;
    private const int MostBackOffMs = 5000;
    private readonly ConcurrentDictionary<uint, PeerLane> _lanes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lifeGate = new();
    private bool _givenUp;
    private volatile PeerOutbox? _outbox;
    private uint _handles;
    private long _heardMs;
    private long _beatMs;
    private long _wantedMs = clock.NowMs;

    /// <summary>Somebody wants it: it goes on for another minute. False when it was given up, and dials no more.</summary>
    public bool Want()
    {
        lock (_lifeGate)
        {
            if (!_givenUp) Volatile.Write(ref _wantedMs, clock.NowMs);
            return !_givenUp;
        }
    }

    /// <summary>Asks for a way under a grant; null while there is no link. It is open once the other gateway says so.</summary>
    public IDirectLane? Open(DriveGrant grant, Action<DeviceTelemetry> state)
    {
        if (_outbox is not { } outbox || _lanes.Count >= MaxLanes) return null;
        var handle = Interlocked.Increment(ref _handles);
        var lane = new PeerLane(outbox, handle, state, h => _lanes.TryRemove(h, out _));
        _lanes[handle] = lane;
        outbox.Open(PeerFrames.Open(handle, DirectClaim.Of(grant, identity.Id)));

        // The link may have gone meanwhile, and closed all that it knew of.
        if (_outbox != outbox) End(handle);
        return lane;
    }

    /// <summary>Dials until it is stopped, or nobody wants it.</summary>
    public async Task RunAsync()
    {
        var backOff = LeastBackOffMs;
        while (!_stop.IsCancellationRequested && !GiveUp())
        {
            var why = "it closed";
            try
            {
                using var socket = await connector.DialAsync(gateway, url, PeerLaneKind.Commands, _stop.Token);
                backOff = LeastBackOffMs;
                await CarryAsync(socket);
            }
            catch (Exception e)
            {
                // A certificate that is refused is told only at the bottom.
                why = e.GetBaseException().Message;
            }

            if (_stop.IsCancellationRequested) return;
            logger.PeerLost(gateway, url, why);
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(backOff * (0.5 + Random.Shared.NextDouble())), clock.Time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            backOff = Math.Min(backOff * 2, MostBackOffMs);
        }
    }

    /// <summary>Ends it.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _outbox?.Close(WebSocketCloseStatus.NormalClosure, "");
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        if (_outbox is not { } outbox) return;
        if (IsUnused(nowMs)) outbox.Close(WebSocketCloseStatus.NormalClosure, "");
        if (nowMs - Volatile.Read(ref _heardMs) > SilenceMs || outbox.IsStuck(nowMs)) outbox.Abort();
        if (nowMs - _beatMs < BeatMs) return;
        _beatMs = nowMs;
        outbox.Beat();
    }

    /// <inheritdoc />
    public void ServerStops() => Stop();

    private bool GiveUp()
    {
        lock (_lifeGate) return _givenUp = IsUnused(clock.NowMs);
    }

    private bool IsUnused(long nowMs) => _lanes.IsEmpty && nowMs - Volatile.Read(ref _wantedMs) > UnusedMs;

    private async Task CarryAsync(WebSocket socket)
    {
        var outbox = new PeerOutbox(socket, clock, metrics);
        using var reader = new MessageReader(socket, 0, PeerFrames.MaxBytes);
        Volatile.Write(ref _heardMs, clock.NowMs);
        _outbox = outbox;
        outbox.Beat();
        monitor.Add(this);
        metrics.PeerLinks("commands", "out", 1);
        logger.PeerLinked(gateway, url);
        try
        {
            while (await reader.ReadAsync(CancellationToken.None) == MessageKind.Binary)
            {
                Volatile.Write(ref _heardMs, clock.NowMs);
                if (PeerFrames.TryRead(reader.Message, out var frame) && Take(frame)) continue;
                metrics.PeerRefused("malformed");
                break;
            }

            outbox.Abort();
        }
        finally
        {
            _outbox = null;
            foreach (var handle in _lanes.Keys) End(handle);
            outbox.Finished();
            monitor.Remove(this);
            metrics.PeerLinks("commands", "out", -1);
        }
    }

    private bool Take(in PeerFrame frame)
    {
        switch (frame.Type)
        {
            case PeerFrameType.Beat:
                clocks.Transit(gateway, frame.SentMs, clock.NowMs);
                return true;
            case PeerFrameType.Opened:
                if (_lanes.TryGetValue(frame.Handle, out var opened)) opened.Opened();
                return true;
            case PeerFrameType.Closed:
                if (_lanes.TryRemove(frame.Handle, out var closed)) closed.Refused();
                return true;
            case PeerFrameType.State:
                if (_lanes.TryGetValue(frame.Handle, out var lane)) lane.State(frame.Telemetry!);
                return true;
            default:
                return false;
        }
    }

    private void End(uint handle)
    {
        if (_lanes.TryRemove(handle, out var lane)) lane.Ended();
    }
}
