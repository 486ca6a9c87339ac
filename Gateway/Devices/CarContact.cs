using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Devices;

/// <summary>
/// One board's connection as its car's grain knows it: attached, attached again when the grain was activated anew, and told
/// what the board measures.
/// </summary>
/// <remarks>
/// While the grain shows that it lives and knows this connection, nobody waits for its answer. Else one report is under way at
/// most; of those that come meanwhile the latest waits. The socket is read on: a grain that is slow, or moves, holds up neither
/// frames nor signs of life.
/// </remarks>
/// <param name="car">The car's grain.</param>
/// <param name="attachment">The connection; its role and capabilities stay.</param>
/// <param name="link">What the grain calls.</param>
/// <param name="clock">This gateway's clock.</param>
/// <param name="logger">Calls that fail are logged.</param>
internal sealed class CarContact(ICarGrain car, DeviceAttachment attachment, IDeviceLink link, MonotonicClock clock, ILogger logger)
{
    private const long RenewMs = 10_000;

    /// <summary>A grain that has not answered for this long is out of reach, in milliseconds: by then a dead silo's cars have woken elsewhere.</summary>
    private const long CutOffMs = 10_000;

    /// <summary>A grain that sent a notice within this time knows this connection, and needs not say so: in a session it sends two a second.</summary>
    private const long KnownMs = 750;

    private static readonly DeviceTelemetry Nothing = new(null, null, null, null, null, null, null, null);

    private readonly Lock _gate = new();
    private volatile DeviceAttachment _attachment = attachment;
    private DeviceTelemetry? _pendingTelemetry;
    private ImmutableArray<StreamCandidate>? _pendingStreams;
    private bool _reporting;

    // The grain was asked to know this connection, and its answer did not come.
    private volatile bool _unsettled;
    private long _notes;
    private long _noticedMs = -KnownMs;
    private long _reportedMs = clock.NowMs;
    private int _unanswered;
    private long _answeredMs = clock.NowMs;
    private volatile bool _open;
    private volatile bool _over;

    /// <summary>The connection, as the grain was told last.</summary>
    public DeviceAttachment Attachment => _attachment;

    /// <summary>The grain was activated anew and knows this connection again: whether a latched stop is in force, and the number of the registration.</summary>
    public required Action<bool, int> Reattached { get; init; }

    /// <summary>The connection is none of the car's any more.</summary>
    public required Action<DeviceCloseReason> Refused { get; init; }

    /// <summary>The grain is out of reach, for 10 s without a word; said at each report that fails from then on.</summary>
    public required Action OutOfReach { get; init; }

    /// <summary>Whether the connection is closing: it is not attached again.</summary>
    public required Func<bool> IsClosing { get; init; }

    /// <summary>Makes the connection known to the car.</summary>
    public Task<AttachResult> AttachAsync() => car.Attach(_attachment, link);

    /// <summary>It is registered: from now on its reports are told.</summary>
    public void Open() => _open = true;

    /// <summary>The connection is gone: nothing more is told.</summary>
    public void End() => _over = true;

    /// <summary>The grain has sent a notice.</summary>
    public void Noticed() => Volatile.Write(ref _noticedMs, clock.NowMs);

    /// <summary>Keeps the car's grain in memory and, had it been activated anew, makes it know this board again. Called four times a second.</summary>
    public void Check(long nowMs)
    {
        if (nowMs - Volatile.Read(ref _reportedMs) > RenewMs) Report(Nothing, nowMs);
    }

    /// <summary>What the board measured.</summary>
    public void Report(DeviceTelemetry telemetry, long nowMs)
    {
        Volatile.Write(ref _reportedMs, nowMs);
        if (!_open) return;
        long order;
        lock (_gate)
        {
            var answer = _reporting || _unsettled || nowMs - Volatile.Read(ref _noticedMs) >= KnownMs;
            order = answer ? 0 : ++_notes;
            if (answer) _pendingTelemetry = telemetry;
        }

        if (order == 0) ReportPending();
        else _ = Connections.Quietly(car.Note(_attachment.DeviceId, _attachment.ConnectionId, order, telemetry), logger, "Note");
    }

    /// <summary>Which of the camera's own streams may be used now.</summary>
    public void ReportStreams(ImmutableArray<StreamCandidate> streams)
    {
        lock (_gate) _pendingStreams = streams;
        ReportPending();
    }

    private void ReportPending()
    {
        lock (_gate)
        {
            if (_reporting) return;
            _reporting = true;
        }

        _ = ReportAllAsync();
    }

    private async Task ReportAllAsync()
    {
        while (true)
        {
            DeviceTelemetry? telemetry;
            ImmutableArray<StreamCandidate>? streams;
            lock (_gate)
            {
                (telemetry, _pendingTelemetry, streams, _pendingStreams) = (_pendingTelemetry, null, _pendingStreams, null);
                if ((telemetry is null && streams is null) || _over)
                {
                    _reporting = false;
                    return;
                }
            }

            try
            {
                if (streams is not null) _attachment = _attachment with { Streams = streams.Value };
                if (telemetry is not null) await ReportAsync(telemetry);
                if (streams is not null) await AttachAgainAsync(_attachment);
                (_unanswered, _answeredMs) = (0, clock.NowMs);
            }
            catch (Exception e)
            {
                // The next telemetry tries again; until then the car has no lease and stands.
                logger.DeviceCallFailed(_attachment.DeviceId, e);
                if (++_unanswered > 1 && clock.NowMs - Math.Max(_answeredMs, Volatile.Read(ref _noticedMs)) >= CutOffMs) OutOfReach();
            }
        }
    }

    private async Task ReportAsync(DeviceTelemetry telemetry)
    {
        var known = _attachment;
        var knows = await car.Report(known.DeviceId, known.ConnectionId, telemetry);
        if ((knows && !_unsettled) || _over || IsClosing()) return;

        // The car's grain was activated anew and has forgotten this connection; or it knows it, and what it said of a stop was lost.
        if (!knows) _attachment = known = known with { Registration = known.Registration + 1 };
        if (await AttachAgainAsync(known) is { } stopped) Reattached(stopped, known.Registration);
    }

    // Whether a latched stop is in force; null when this connection is none of the car's any more.
    private async Task<bool?> AttachAgainAsync(DeviceAttachment known)
    {
        _unsettled = true;
        var attached = await car.Attach(known, link);
        _unsettled = false;
        if (_over) await car.Detach(known.DeviceId, known.ConnectionId);
        else if (attached.Accepted) return attached.Stopped;
        else Refused(attached.Replaced ? DeviceCloseReason.Replaced : DeviceCloseReason.Revoked);
        return null;
    }
}
