using System.Net;
using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Metering;
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
    private const long TrafficMs = 5000;

    private readonly GatewayServices _services;
    private readonly WebSocket _socket;
    private readonly IPAddress? _address;
    private readonly string? _headerKey;
    private readonly string? _pageOrigins;
    private readonly TrafficMeter _traffic;
    private readonly DeviceOutbox _outbox;
    private readonly CameraOrder _camera;
    private readonly string _connectionId = Guid.NewGuid().ToString("N");
    private MessageReader? _reader;
    private MessagePatience _patience;
    private RateLimit _telemetryRate = new(perSecond: 20, burst: 40);
    private RateLimit _frameRate = new(perSecond: 60, burst: 60);
    private RateLimit _otherRate = new(perSecond: 20, burst: 60);
    private long _heardMs;
    private long _trafficReportedMs;
    private volatile bool _gone;
    private volatile bool _registering;
    private long _servedOrder = -1;
    private Task _signals = Task.CompletedTask;
    private ICarGrain? _car;
    private volatile CarContact? _contact;
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
        _camera = new CameraOrder(services.Options, _outbox.Send);
        Direct = new DirectSeat(_outbox, services.Identity, services.Metrics);
        _heardMs = _trafficReportedMs = services.Clock.NowMs;
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

    /// <summary>Where somebody may drive past the grain.</summary>
    public DirectSeat Direct { get; }

    /// <inheritdoc />
    public void SetRelay(bool on) => _camera.SetRelay(on);

    /// <inheritdoc />
    public Task Video(VideoNotice notice)
    {
        if (IsCamera) _camera.SetQuality(notice.Order, notice.Quality);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Session(SessionNotice notice)
    {
        _contact?.Noticed();
        Serve(notice.Order, notice.SessionId);

        // A camera without motors needs the lease only to know whose WebRTC offer it may accept.
        if (IsController || _contact?.Attachment.Capabilities.Contains("webrtc-video") == true) _outbox.Session(notice);
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
        Serve(notice.Order, null);
        if (IsCamera) _camera.SetQuality(notice.Order, VideoQuality.High);
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

    /// <inheritdoc />
    public Task Close(DeviceCloseReason reason)
    {
        Refuse(DeviceRefusal.Of(reason));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        // A board that waits to be registered has nothing to say; the calls that it waits for have deadlines.
        var silence = _registering ? 0 : nowMs - Volatile.Read(ref _heardMs);
        if (_contact is not { } contact)
        {
            if (silence > Connections.FirstMessageMs) Refuse(CloseCodes.Silent, "silent", "No register within 5 s.");
        }
        else if (IsController && silence > MissedHeartbeats * _services.Options.HeartbeatMs)
        {
            // A camera may have nothing to say; that it is there, the WebSocket's own pings show.
            Refuse(CloseCodes.Silent, "silent", $"Nothing was heard for {MissedHeartbeats} heartbeats.");
        }
        else
        {
            contact.Check(nowMs);
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

    // What is counted from now on is that session's. A renewal that comes after its session's end changes nothing.
    private void Serve(long order, string? sessionId)
    {
        if (order <= _servedOrder) return;
        _servedOrder = order;
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

    private bool IsController => _contact?.Attachment.Role is DeviceRole.Control or DeviceRole.Car;

    private bool IsCamera => _contact?.Attachment.Role is DeviceRole.Camera or DeviceRole.Car;

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
        _registering = true;
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
        var streams = new RegisteredStreams(register, _services.StreamUrls, _address);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var car = _services.Grains.GetGrain<ICarGrain>(carId);
        var relay = _services.Video.For(carId);
        var reference = _services.Grains.CreateObjectReference<IDeviceLink>(this);
        try
        {
            var contact = _contact = Contact(register, identity, streams, car, reference);
            var attached = await contact.AttachAsync();
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
            contact.Open();
            _streamKey = new StreamKey(_services.Clock);
            _services.Devices.Add(deviceId, this);
            _outbox.Open(Registered(_streamKey, _named, carId, attached.Stopped), attached.Stopped);
            foreach (var problem in streams.Problems)
                _outbox.Send(ServerMessages.Error("stream_url_refused", $"A stream address was refused: {problem}. The registration stands."));
            Volatile.Write(ref _heardMs, _services.Clock.NowMs);
            _registering = false;
            if (IsCamera) relay.Attach(this);
            _ = Connections.Quietly(WatchWan(streams, contact, gone.Token), _services.Logger, "WatchWan");
            _services.Logger.DeviceRegistered(deviceId, Wire.Name(identity.Role), carId, _address?.ToString(), contact.Attachment.Firmware, contact.Attachment.ResetReason);
            await ReadAllAsync(reader, car, relay, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unavailable(deviceId, e);
        }
        finally
        {
            _gone = true;
            _contact?.End();
            Direct.Leave();
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
        var rate = _frameRate.Take(now);
        if (rate == RateDecision.Drop) _services.Metrics.FrameDropped("too_fast");
        if (rate != RateDecision.Pass) return MayStay(rate, "60 frames");

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
        var rate = _telemetryRate.Take(now);
        if (rate == RateDecision.Drop) _services.Metrics.MessageRefused(Endpoint, "too_fast");
        if (rate != RateDecision.Pass) return MayStay(rate, "20 telemetry messages");

        if (!DeviceMessages.TryReadTelemetry(reader.Message, out var telemetry))
        {
            _services.Metrics.MessageRefused(Endpoint, "malformed_telemetry");
            _outbox.Send(ServerMessages.Error("malformed_telemetry", "A telemetry field has the wrong type, is out of range or stands twice. The message was dropped."));
            return true;
        }

        _contact!.Report(telemetry, now);
        Direct.Report(telemetry);
        return true;
    }

    private bool TakeOther(string type, MessageReader reader, ICarGrain car, long now)
    {
        var rate = _otherRate.Take(now);
        if (rate == RateDecision.Drop) _services.Metrics.MessageRefused(Endpoint, "too_fast");
        if (rate != RateDecision.Pass) return MayStay(rate, "20 messages");

        switch (type)
        {
            case "offer" or "answer" or "candidate" or "bye":
                var sessionId = SignalRewriter.Member(reader.Message, "sessionId");
                var deviceId = _contact!.Attachment.DeviceId;
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

    private CarContact Contact(RegisterMessage register, DeviceIdentity identity, RegisteredStreams streams, ICarGrain car, IDeviceLink reference)
    {
        var attachment = new DeviceAttachment(identity.DeviceId, identity.Role, _connectionId, Registration: 1, streams.Lan,
            RegisterMessage.Shortened(register.Capabilities), RegisterMessage.Shortened(register.Quality),
            RegisterMessage.Shortened(register.Firmware), RegisterMessage.Shortened(register.ResetReason),
            _services.Identity.Id, _services.Identity.PeerUrl, _address?.ToString());
        return new CarContact(car, attachment, reference, _services.Clock, _services.Logger)
        {
            Reattached = _outbox.Reattached,
            Refused = reason => Refuse(DeviceRefusal.Of(reason)),
            OutOfReach = LeaveThisGateway,
            IsClosing = () => _outbox.Closing,
        };
    }

    // Unless it is driven past the grain: that goes on here, and only here.
    private void LeaveThisGateway()
    {
        if (!Direct.IsTaken) Restart("the car's grain does not answer", "the car is out of reach here");
    }

    private Task WatchWan(RegisteredStreams streams, CarContact contact, CancellationToken cancellation)
    {
        Uri[] urls = [.. streams.MustAnswer];
        if (!IsCamera || urls.Length == 0 || _address is null) return Task.CompletedTask;
        var wan = new WanStreams(_services.StreamProbe, _services.Clock.Time, urls, _address, () => MintToken(_sessionId ?? "probe"))
        {
            Changed = usable => contact.ReportStreams([.. streams.Lan, .. usable]),
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

    private void Unavailable(string deviceId, Exception exception)
    {
        _services.Logger.DeviceCallFailed(deviceId, exception);
        Refuse(WebSocketCloseStatus.InternalServerError, "unavailable", "The server can't take this device now. Reconnect with back-off.");
    }

    // What exceeds a limit is dropped; who exceeds it by far is closed.
    private bool MayStay(RateDecision rate, string limit)
    {
        if (rate == RateDecision.Close) Refuse(CloseCodes.TooFast, "too_fast", $"More than {limit} a second.");
        return rate != RateDecision.Close;
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
        if (_contact is null) _services.Logger.DeviceRefused(_address?.ToString(), code);
        Connections.Refuse(_outbox, Endpoint, _services.Metrics, status, code, sentence);
    }
}
