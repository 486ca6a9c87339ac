using System.Collections.Immutable;
using System.Net;
using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Signaling;
using RcFleet.Gateway.Streams;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Devices;

/// <summary>One board's connection: registration, telemetry and frames in; the lease, drive commands and stops out.</summary>
internal sealed class DeviceConnection : IDeviceLink, ICameraSource, IMonitored
{
    private const string Endpoint = "device";
    private const int MissedHeartbeats = 3;
    private const int MaxCapabilities = 32;
    private const int MaxStreams = 8;
    private const int MaxShortText = 64;
    private const long RenewMs = 10_000;
    private const long TrafficMs = 5000;

    /// <summary>A gateway that the car's grain has not answered for this long sends the board to another one, unless it is driven past the grain, in milliseconds: by then a dead silo's cars have woken elsewhere.</summary>
    private const long CutOffMs = 10_000;

    /// <summary>A grain that sent a notice within this time knows this connection, and needs not say so: in a session it sends two a second.</summary>
    private const long KnownMs = 750;
    private static readonly DeviceTelemetry Nothing = new(null, null, null, null, null, null, null, null);

    private readonly GatewayServices _services;
    private readonly WebSocket _socket;
    private readonly IPAddress? _address;
    private readonly string? _headerKey;
    private readonly string? _pageOrigins;
    private readonly TrafficMeter _traffic;
    private readonly DeviceOutbox _outbox;
    private readonly string _connectionId = Guid.NewGuid().ToString("N");
    private MessageReader? _reader;
    private MessagePatience _patience;
    private RateLimit _telemetryRate = new(perSecond: 20, burst: 40);
    private RateLimit _frameRate = new(perSecond: 60, burst: 60);
    private RateLimit _otherRate = new(perSecond: 20, burst: 60);
    private long _heardMs;
    private long _trafficReportedMs;
    private readonly Lock _reportGate = new();
    private DeviceTelemetry? _pendingReport;
    private ImmutableArray<StreamCandidate>? _pendingStreams;
    private bool _reporting;
    private long _notes;
    private long _noticedMs = -KnownMs;
    private long _reportedMs;
    private int _unanswered;
    private long _answeredMs;
    private volatile bool _gone;
    private Task _signals = Task.CompletedTask;
    private readonly Lock _videoGate = new();
    private bool _relaying;
    private VideoQuality _quality;
    private long _qualityOrder;
    private IDirectHolder? _direct;
    private ICarGrain? _car;
    private IDeviceLink? _reference;
    private volatile DeviceAttachment? _attachment;
    private string _named = "";
    private string _carId = "";
    private StreamKey? _streamKey;
    private volatile string? _sessionId;
    private volatile string _why = "the connection broke";

    public DeviceConnection(GatewayServices services, WebSocket socket, IPAddress? address, string? headerKey, string? pageOrigins)
    {
        _services = services;
        _socket = socket;
        _address = address is null ? null : AddressClasses.Normal(address);
        _headerKey = headerKey;
        _pageOrigins = pageOrigins;
        _traffic = new TrafficMeter(services.Metrics);
        _outbox = new DeviceOutbox(socket, services.Clock, services.Metrics, _traffic, services.Options.MaxCommandAgeMs);
        _heardMs = _trafficReportedMs = _answeredMs = services.Clock.NowMs;
    }

    /// <summary>Runs until the socket is closed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var reader = _reader = new MessageReader(_socket, DeviceMessages.MaxText, DeviceMessages.MaxFrame);
        _services.Metrics.Opened(Endpoint);
        _services.Monitor.Add(this);
        try
        {
            if (await ReadRegisterAsync(reader, cancellation) is { } register) await RegisterAndRunAsync(reader, register, cancellation);
            await Connections.DrainAsync(reader, _outbox, cancellation);
        }
        finally
        {
            _outbox.Finished();
            _services.Monitor.Remove(this);
            _services.Metrics.Finished(Endpoint);
        }
    }

    /// <summary>Where this connection comes from, or null when that is not known.</summary>
    public IPAddress? Address => _address;

    /// <summary>A token that opens this camera's stream once within a minute.</summary>
    public string MintToken(string sessionId) => _streamKey!.Mint(_named, sessionId);

    /// <summary>The car that it is a board of.</summary>
    public string CarId => _carId;

    /// <inheritdoc />
    public bool IsHere => true;

    /// <inheritdoc />
    public void SetRelay(bool on)
    {
        lock (_videoGate)
        {
            _relaying = on;
            SendRelay();
        }
    }

    /// <inheritdoc />
    public Task Video(VideoNotice notice)
    {
        SetQuality(notice.Order, notice.Quality);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Session(SessionNotice notice)
    {
        Volatile.Write(ref _noticedMs, _services.Clock.NowMs);
        Serve(notice.SessionId);

        // A camera without motors needs the lease only to know whose WebRTC offer it may accept.
        if (IsController || _attachment?.Capabilities.Contains("webrtc-video") == true) _outbox.Session(notice);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Drive(DriveCommand command)
    {
        _outbox.Drive(_services.Clocks.Localise(command, _services.Clock.NowMs));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Stop(StopNotice notice)
    {
        _outbox.Stop(notice);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Resume(ResumeNotice notice)
    {
        _outbox.Resume(notice);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task SessionEnded(SessionEndedNotice notice)
    {
        if (_sessionId == notice.SessionId) Serve(null);
        SetQuality(notice.Order, VideoQuality.High);
        _outbox.SessionEnded(notice);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Signal(SignalMessage message)
    {
        if (!_outbox.SendSignal(message.Json)) _services.Metrics.MessageRefused(Endpoint, "signal_lane_full");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<string?> MintStreamToken(string sessionId) =>
        Task.FromResult(_sessionId == sessionId && _streamKey is not null ? MintToken(sessionId) : null);

    /// <summary>Whether its car's live session is that one, as far as this gateway has heard.</summary>
    public bool Serves(string sessionId) => _sessionId == sessionId && !_gone && !_outbox.Closing;

    /// <summary>The relay that this camera sends to.</summary>
    public CameraRelay Relay => _services.Video.For(_carId);

    /// <summary>Lets a driver drive past the grain, in place of who did before. The number of the way, or 0 when the claim is not good.</summary>
    public int OpenDirect(DirectClaim claim, string fromGateway, IDirectHolder holder)
    {
        if (_gone || _outbox.Closing) return 0;
        var way = _outbox.OpenDirect(claim, fromGateway, _services.Identity.Id);
        if (way == 0)
        {
            _services.Metrics.PeerRefused("grant");
            return 0;
        }

        if (Interlocked.Exchange(ref _direct, holder) is { } before && before != holder) before.Closed();
        if (_gone) LeaveDirect();
        return way;
    }

    /// <summary>One command of who drives past the grain, on this gateway's clock. False when its way is closed.</summary>
    public bool DriveDirect(int way, DriveCommand command)
    {
        if (_outbox.DriveDirect(way, command)) return true;
        _services.Metrics.DriveRefused(DriveRefusal.NoGrant);
        return false;
    }

    /// <summary>Stops the car at the word of who drives it past the grain.</summary>
    public void StopDirect(int way, uint afterSeq, StopReason reason) => _outbox.StopDirect(way, afterSeq, reason);

    /// <summary>Who drove past the grain is done.</summary>
    public void CloseDirect(int way, IDirectHolder holder)
    {
        _outbox.CloseDirect(way);
        Interlocked.CompareExchange(ref _direct, null, holder);
    }

    private void LeaveDirect() => Interlocked.Exchange(ref _direct, null)?.Closed();

    /// <inheritdoc />
    public Task Close(DeviceCloseReason reason)
    {
        Refuse(DeviceRefusal.Of(reason));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        var silence = nowMs - Volatile.Read(ref _heardMs);
        if (_attachment is null)
        {
            if (silence > Connections.FirstMessageMs) Refuse(CloseCodes.Silent, "silent", "No register within 5 s.");
        }
        else if (IsController && silence > MissedHeartbeats * _services.Options.HeartbeatMs)
        {
            // A camera may have nothing to say; that it is there, the WebSocket's own pings show.
            Refuse(CloseCodes.Silent, "silent", $"Nothing was heard for {MissedHeartbeats} heartbeats.");
        }
        else if (nowMs - Volatile.Read(ref _reportedMs) > RenewMs)
        {
            // Keeps the car's grain in memory and, had it been activated anew, makes it know this board again.
            Report(Nothing, nowMs);
        }

        _outbox.RenewDirect();
        if (_patience.IsOver(_reader, nowMs)) Refuse(CloseCodes.Silent, "slow_message", "One message took longer than 10 s.");
        if (_outbox.IsStuck(nowMs)) _outbox.Abort();
        if (nowMs - _trafficReportedMs <= TrafficMs) return;
        _trafficReportedMs = nowMs;
        ReportTraffic(_sessionId);
    }

    /// <inheritdoc />
    public void ServerStops() => Restart("the server stops", "the server restarts");

    private void Restart(string why, string reason)
    {
        _why = why;
        if (!_outbox.Closing) _services.Metrics.Closed(Endpoint, (int)CloseCodes.ServiceRestart);
        _outbox.Close(CloseCodes.ServiceRestart, reason, IsController ? _outbox.Goodbye() : null);
    }

    // The picture is as good on the camera's own stream as on the relay, so this goes out while nobody watches here, too.
    private void SetQuality(long order, VideoQuality quality)
    {
        lock (_videoGate)
        {
            if (order <= _qualityOrder) return;
            _qualityOrder = order;
            if (quality == _quality) return;
            _quality = quality;
            if (IsCamera) SendRelay();
        }
    }

    private void SendRelay()
    {
        var pace = CameraPace.Of(_quality, _services.Options);
        _outbox.Send(ServerMessages.Write(new { type = "relay", on = _relaying, fps = pace.Fps, quality = pace.Quality }));
    }

    // What is counted from now on is that session's.
    private void Serve(string? sessionId)
    {
        var before = _sessionId;
        if (before == sessionId) return;
        _sessionId = sessionId;
        ReportTraffic(before);
    }

    private void ReportTraffic(string? sessionId)
    {
        var carried = _traffic.Take();
        if (sessionId is not null && _car is { } car) _ = Connections.Quietly(car.AddTraffic(sessionId, carried), _services.Logger, "AddTraffic");
    }

    private bool IsController => _attachment?.Role is DeviceRole.Control or DeviceRole.Car;

    private bool IsCamera => _attachment?.Role is DeviceRole.Camera or DeviceRole.Car;

    private async Task<RegisterMessage?> ReadRegisterAsync(MessageReader reader, CancellationToken cancellation)
    {
        var kind = await reader.ReadAsync(cancellation);
        if (kind == MessageKind.Closed) return null;
        if (DeviceAdmission.Read(kind, reader.Message, out var register) is not { } refusal) return register;
        Refuse(refusal);
        return null;
    }

    private async Task RegisterAndRunAsync(MessageReader reader, RegisterMessage register, CancellationToken cancellation)
    {
        var admission = new DeviceAdmission(_services, register, _headerKey, _address);
        var deviceId = admission.DeviceId;
        DeviceIdentity? identity;
        DeviceRefusal? refusal;
        try
        {
            (identity, refusal) = await admission.AskAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unavailable(deviceId, e);
            return;
        }

        if (identity is null)
        {
            Refuse(refusal!);
            return;
        }

        _named = identity.Named;
        var carId = _carId = identity.CarId;
        var streams = CheckStreams(register);
        ImmutableArray<StreamCandidate> lan = [.. streams.Where(s => s.Kind == StreamUrlKind.Lan).Select(s => new StreamCandidate("lan", s.Url!.AbsoluteUri))];
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var car = _services.Grains.GetGrain<ICarGrain>(carId);
        var relay = _services.Video.For(carId);
        var reference = _services.Grains.CreateObjectReference<IDeviceLink>(this);
        try
        {
            _attachment = new DeviceAttachment(deviceId, identity.Role, _connectionId, Registration: 1, lan,
                Shortened(register.Capabilities), Shortened(register.Quality), Shortened(register.Firmware), Shortened(register.ResetReason),
                _services.Identity.Id, _services.Identity.PeerUrl, _address?.ToString());
            var attached = await car.Attach(_attachment, reference);
            if (!attached.Accepted)
            {
                Refuse(DeviceRefusal.Revoked);
                return;
            }

            // Its key may have been changed, or it deleted, before the car knew this connection and could close it.
            (_, refusal) = await admission.AskAsync();
            if (refusal is not null) Refuse(refusal);
            if (_outbox.Closing) return;
            _car = car;
            _reference = reference;
            _streamKey = new StreamKey(_services.Clock);
            _services.Devices.Add(deviceId, this);
            _outbox.Open(Registered(_streamKey, _named, carId, attached.Stopped), attached.Stopped);
            foreach (var refused in streams.Where(s => s.Kind == StreamUrlKind.Refused))
                _outbox.Send(ServerMessages.Error("stream_url_refused", $"A stream address was refused: {refused.Problem}. The registration stands."));
            if (IsCamera) relay.Attach(this);
            _ = Connections.Quietly(WatchWan([.. streams.Where(s => s.MustAnswer).Select(s => s.Url!)], lan, gone.Token), _services.Logger, "WatchWan");
            _services.Logger.DeviceRegistered(deviceId, Wire.Name(identity.Role), carId, _address?.ToString(), _attachment.Firmware, _attachment.ResetReason);
            await ReadAllAsync(reader, car, relay, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unavailable(deviceId, e);
        }
        finally
        {
            _gone = true;
            LeaveDirect();
            await gone.CancelAsync();
            ReportTraffic(_sessionId);
            await Connections.Quietly(car.Detach(deviceId, _connectionId), _services.Logger, "Detach");
            relay.Detach(this);
            _services.Devices.Remove(deviceId, this);
            _services.Grains.DeleteObjectReference<IDeviceLink>(reference);
            _services.Logger.DeviceGone(deviceId, _why);
        }
    }

    private async Task ReadAllAsync(MessageReader reader, ICarGrain car, CameraRelay relay, CancellationToken cancellation)
    {
        while (!_outbox.Closing)
        {
            var kind = await reader.ReadAsync(cancellation);
            var now = _services.Clock.NowMs;
            if (kind != MessageKind.Closed) Volatile.Write(ref _heardMs, now);
            var type = "";
            var length = reader.Message.Length;
            switch (kind)
            {
                case MessageKind.Closed:
                    return;
                case MessageKind.TooLarge:
                    Refuse(CloseCodes.TooLarge, "too_large", "A text message has at most 16 KiB, a frame at most 256 KiB.");
                    return;
                case MessageKind.Binary when !IsCamera:
                    Refuse(CloseCodes.Malformed, "binary_unexpected", "Only cameras send binary messages.");
                    return;
                case MessageKind.Binary:
                    _traffic.In(Rung.Relay, length);
                    if (!TakeFrame(reader, relay, now)) return;
                    break;
                case MessageKind.Text when !DeviceMessages.TryReadType(reader.Message, out type):
                    Refuse(CloseCodes.Malformed, "not_json", "A message must be one JSON object with one type.");
                    return;
                case MessageKind.Text when type == DeviceMessages.Telemetry:
                    _traffic.In(Rung.Control, length);
                    if (!TakeTelemetry(reader, now)) return;
                    break;
                case MessageKind.Text:
                    _traffic.In(type is "offer" or "answer" or "candidate" or "bye" ? Rung.Signaling : Rung.Control, length);
                    if (!TakeOther(type, reader, car, now)) return;
                    break;
                default:
                    throw new InvalidOperationException($"Unknown kind {kind}.");
            }
        }
    }

    private bool TakeFrame(MessageReader reader, CameraRelay relay, long now)
    {
        switch (_frameRate.Take(now))
        {
            case RateDecision.Close:
                return TooFast("60 frames");
            case RateDecision.Drop:
                _services.Metrics.FrameDropped("too_fast");
                return true;
            default:
                break;
        }

        _services.Metrics.FrameReceived();
        if (!VideoFrame.IsWhole(reader.Message))
        {
            _services.Metrics.FrameDropped("not_a_whole_jpeg");
            return true;
        }

        using var frame = new VideoFrame(reader.DetachBuffer(out var length), length);
        if (!relay.Publish(this, frame)) _services.Metrics.FrameDropped("nobody_watches");
        return true;
    }

    private bool TakeTelemetry(MessageReader reader, long now)
    {
        switch (_telemetryRate.Take(now))
        {
            case RateDecision.Close:
                return TooFast("20 telemetry messages");
            case RateDecision.Drop:
                _services.Metrics.MessageRefused(Endpoint, "too_fast");
                return true;
            default:
                break;
        }

        if (!DeviceMessages.TryReadTelemetry(reader.Message, out var telemetry))
        {
            _services.Metrics.MessageRefused(Endpoint, "malformed_telemetry");
            _outbox.Send(ServerMessages.Error("malformed_telemetry", "A telemetry field has the wrong type, is out of range or stands twice. The message was dropped."));
            return true;
        }

        Report(telemetry, now);
        Volatile.Read(ref _direct)?.State(telemetry);
        return true;
    }

    // While the car's grain shows that it lives and knows this connection, nobody waits for its answer. Else one report is under
    // way at most; of those that come meanwhile the latest waits. The socket is read on: a grain that is slow, or moves, holds up
    // neither frames nor signs of life.
    private void Report(DeviceTelemetry telemetry, long nowMs)
    {
        Volatile.Write(ref _reportedMs, nowMs);
        long order;
        lock (_reportGate)
        {
            var answer = _reporting || _car is null || nowMs - Volatile.Read(ref _noticedMs) >= KnownMs;
            order = answer ? 0 : ++_notes;
            if (answer) _pendingReport = telemetry;
        }

        if (order == 0) ReportPending();
        else _ = Connections.Quietly(_car!.Note(_attachment!.DeviceId, _connectionId, order, telemetry), _services.Logger, "Note");
    }

    private void ReportStreams(ImmutableArray<StreamCandidate> streams)
    {
        lock (_reportGate) _pendingStreams = streams;
        ReportPending();
    }

    private void ReportPending()
    {
        lock (_reportGate)
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
            lock (_reportGate)
            {
                (telemetry, _pendingReport, streams, _pendingStreams) = (_pendingReport, null, _pendingStreams, null);
                if ((telemetry is null && streams is null) || _gone)
                {
                    _reporting = false;
                    return;
                }
            }

            try
            {
                if (streams is not null) _attachment = _attachment! with { Streams = streams.Value };
                if (telemetry is not null) await ReportAsync(telemetry);
                if (streams is not null) await AttachAgainAsync(_attachment!);
                (_unanswered, _answeredMs) = (0, _services.Clock.NowMs);
            }
            catch (Exception e)
            {
                // The next telemetry tries again; until then the car has no lease and stands.
                _services.Logger.DeviceCallFailed(_attachment!.DeviceId, e);
                if (++_unanswered > 1 && _services.Clock.NowMs - _answeredMs >= CutOffMs && Volatile.Read(ref _direct) is null) Restart("the car's grain does not answer", "the car is out of reach here");
            }
        }
    }

    private async Task ReportAsync(DeviceTelemetry telemetry)
    {
        if (_attachment is not { } attachment || _car is not { } car) return;
        if (await car.Report(attachment.DeviceId, _connectionId, telemetry) || _gone || _outbox.Closing) return;

        // The car's grain was activated anew and has forgotten this connection.
        attachment = attachment with { Registration = attachment.Registration + 1 };
        _attachment = attachment;
        if (await AttachAgainAsync(attachment) is { } stopped) _outbox.Reattached(stopped, attachment.Registration);
    }

    // Whether a latched stop is in force; null when this connection is none of the car's any more.
    private async Task<bool?> AttachAgainAsync(DeviceAttachment attachment)
    {
        var car = _car!;
        var attached = await car.Attach(attachment, _reference!);
        if (_gone) await car.Detach(attachment.DeviceId, _connectionId);
        else if (attached.Accepted) return attached.Stopped;
        else if (attached.Replaced) await Close(DeviceCloseReason.Replaced);
        else await Close(DeviceCloseReason.Revoked);
        return null;
    }

    private bool TakeOther(string type, MessageReader reader, ICarGrain car, long now)
    {
        switch (_otherRate.Take(now))
        {
            case RateDecision.Close:
                return TooFast("20 messages");
            case RateDecision.Drop:
                _services.Metrics.MessageRefused(Endpoint, "too_fast");
                return true;
            default:
                break;
        }

        switch (type)
        {
            case "offer" or "answer" or "candidate" or "bye":
                var sessionId = SignalRewriter.Member(reader.Message, "sessionId");
                var deviceId = _attachment!.DeviceId;
                if (sessionId is null || SignalRewriter.With(reader.Message, "deviceId", deviceId) is not { } signal)
                    RefuseMessage("malformed_signal", "Signaling needs the sessionId that it belongs to, and has at most 16 KiB.");
                else
                    _signals = Connections.InTurn(_signals, () => PassAsync(deviceId, sessionId, signal), _services.Logger, "Signal");
                return true;
            case "register":
                RefuseMessage("already_registered", "This connection has registered. Open another one to register again.");
                return true;
            default:
                // A board may be newer than its server: it is told, and stays.
                RefuseMessage("unknown_type", $"This server does not know messages of that type.");
                return true;
        }

        async Task PassAsync(string deviceId, string sessionId, SignalMessage signal)
        {
            if (!await car.SignalDriver(deviceId, _connectionId, sessionId, signal))
                RefuseMessage("signal_undeliverable", "That session is not live, or its driver is not connected.");
        }
    }

    private StreamUrlVerdict[] CheckStreams(RegisterMessage register)
    {
        var urls = (register.StreamUrls ?? []).Select(s => s?.Url).Prepend(register.StreamUrl).Where(u => u is not null).Distinct(StringComparer.Ordinal).Take(MaxStreams);
        return [.. urls.Select(u => _services.StreamUrls.Judge(u, _address))];
    }

    private Task WatchWan(Uri[] urls, ImmutableArray<StreamCandidate> lan, CancellationToken cancellation)
    {
        if (!IsCamera || urls.Length == 0 || _address is null) return Task.CompletedTask;
        var wan = new WanStreams(_services.StreamProbe, _services.Clock.Time, urls, _address, () => MintToken(_sessionId ?? "probe"))
        {
            Changed = usable => ReportStreams([.. lan, .. usable]),
            Failed = (code, sentence) => _outbox.Send(ServerMessages.Error(code, sentence)),
        };
        return wan.RunAsync(cancellation);
    }

    private byte[] Registered(StreamKey key, string deviceId, string carId, bool stopped) => ServerMessages.Write(new
    {
        type = "registered",
        deviceId,
        carId,
        now = key.ToldUnixSeconds,
        heartbeatMs = _services.Options.HeartbeatMs,
        failsafeMs = _services.Options.FailsafeMs,
        maxCommandAgeMs = _services.Options.MaxCommandAgeMs,
        observedAddress = _address?.ToString(),
        streamKey = key.Text,
        kid = key.Kid,
        stopped,
        pageOrigins = _pageOrigins,
    });

    private static string? Shortened(string? text) => text is null || text.Length <= MaxShortText ? text : text[..MaxShortText];

    private static ImmutableArray<string> Shortened(IReadOnlyList<string>? texts) =>
        texts is null ? [] : [.. texts.Where(t => t is not null).Take(MaxCapabilities).Select(t => Shortened(t)!)];

    private void Unavailable(string deviceId, Exception exception)
    {
        _services.Logger.DeviceCallFailed(deviceId, exception);
        Refuse(WebSocketCloseStatus.InternalServerError, "unavailable", "The server can't take this device now. Reconnect with back-off.");
    }

    private bool TooFast(string limit)
    {
        Refuse(CloseCodes.TooFast, "too_fast", $"More than {limit} a second.");
        return false;
    }

    private void RefuseMessage(string code, string sentence)
    {
        _services.Metrics.MessageRefused(Endpoint, code);
        _outbox.Send(ServerMessages.Error(code, sentence));
    }

    private void Refuse(DeviceRefusal refusal) => Refuse(refusal.Status, refusal.Code, refusal.Sentence);

    private void Refuse(WebSocketCloseStatus status, string code, string sentence)
    {
        if (_outbox.Closing) return;
        _why = code;
        if (_attachment is null) _services.Logger.DeviceRefused(_address?.ToString(), code);
        Connections.Refuse(_outbox, Endpoint, _services.Metrics, status, code, sentence);
    }
}
