using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Signaling;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Drivers;

/// <summary>One driver's connection, from its join to the car's neutral when it is gone.</summary>
internal sealed class DriverConnection : JoinedConnection<DriverOutbox>, IDriverLink
{
    private const string Endpoint = "drive";

    /// <summary>How often the car's grain hears that this gateway lives, in milliseconds; it waits for 2 s.</summary>
    private const long KeepMs = 500;

    /// <summary>Bytes are told with every third of these.</summary>
    private const int TrafficEvery = 3;

    /// <summary>
    /// A gateway that the car's grain has not answered for this long, while there is no way past it, sends the driver to
    /// another one, in milliseconds: a network may be cut between this gateway and that silo only, and the grain keeps the
    /// lease no longer than 12 s after it last heard of this gateway.
    /// </summary>
    private const long CutOffMs = 4000;

    /// <summary>This long after a first call that failed, in milliseconds: one alone says little, since this process may have stood still.</summary>
    private const long CutOffConfirmMs = 1500;

    private static readonly JoinResult NotJoined = new(null, 0, [], null);

    private readonly AgeGate _ages = new();
    private RateLimit _driveRate;
    private RateLimit _otherRate = new(perSecond: 20, burst: 60);

    // Each choice is a message to the camera, whose lane is short.
    private RateLimit _videoRate = new(perSecond: 2, burst: 6);
    private volatile ICarGrain? _car;
    private volatile string? _sessionId;
    private Task _signals = Task.CompletedTask;
    private bool _stopEarly;
    private long _keptMs;
    private long _epoch;
    private SequenceMap _sequences;
    private volatile IDrivePath? _path;
    private Func<Task>? _keep;
    private volatile bool _keeping;
    private int _keeps;
    private readonly Lock _keepGate = new();
    private long _answeredMs;
    private long? _failingMs;

    // The grain was asked for a new epoch, and its answer did not come.
    private bool _epochUnknown;

    // How often the driver was told that it has joined.
    private volatile int _joins;
    private readonly CarSeen _seen = new();

    public DriverConnection(GatewayServices services, WebSocket socket)
        : base(services, socket, Endpoint, traffic => new DriverOutbox(socket, services.Clock, traffic)) =>
        _driveRate = new RateLimit(services.Options.MaxDriveRate, services.Options.MaxDriveRate * 2);

    /// <inheritdoc />
    public Task State(DriverState state)
    {
        if (_seen.Say(state, Services.Clock.NowMs)) Outbox.State(Mapped(state));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Ended(EndReason reason)
    {
        var name = Wire.Name(reason);
        Close(reason == EndReason.Replaced ? CloseCodes.Replaced : WebSocketCloseStatus.NormalClosure, name, ServerMessages.Write(new { type = "ended", reason = name }));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Signal(SignalMessage message)
    {
        if (!Outbox.SendSignal(message.Json)) Services.Metrics.MessageRefused(Endpoint, "signal_lane_full");
        return Task.CompletedTask;
    }

    protected override void CheckJoined(long nowMs)
    {
        _path?.Check(nowMs);
        if (_car is null)
        {
            if (Services.Reach.IsCut) RefuseCutOff();
            return;
        }

        if (IsCutOff(nowMs))
        {
            Close(CloseCodes.ServiceRestart, "the car is out of reach here");
            return;
        }

        if (_keeping || nowMs - _keptMs < KeepMs) return;
        _keptMs = nowMs;
        _keeping = true;
        _ = Connections.Quietly(_keep!(), Services.Logger, "KeepDriver");
    }

    protected override async Task JoinAsync(MessageReader reader, string token, CancellationToken cancellation)
    {
        if (!SessionToken.TryGetCarId(token, out var carId))
        {
            RefuseToken();
            return;
        }

        var reference = Services.Grains.CreateObjectReference<IDriverLink>(this);
        var car = Services.Grains.GetGrain<ICarGrain>(carId);
        try
        {
            var join = await UndecidedAsync(AskToJoinAsync(car, token, reference), reader, cancellation);
            if (join.Session is not { } session)
            {
                if (join.Overtaken) Close(CloseCodes.ServiceRestart, "another join was faster: join again");
                else RefuseToken();
                return;
            }

            _epoch = session.Epoch;
            _answeredMs = Services.Clock.NowMs;
            _seen.Say(join.State!, Services.Clock.NowMs);
            _keep = () => KeepAsync(car, token, reference);
            _path = Services.Route.Open(car, Reported);
            _path.Use(join.Grant);
            _sessionId = session.SessionId;
            _car = car;
            _joins = 1;
            Outbox.Open(Joined(join, session), join.State);
            if (_stopEarly) Stop(car);
            await DriveAsync(reader, car, session.SessionId, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unavailable(carId, e);
        }
        finally
        {
            // The car is in neutral before anything else is tidied up; past the grain, if that is the way, at once.
            _car = null;
            _path?.Stop(_sequences.Last, StopReason.DriverLost);
            _path?.Close();
            await Connections.Quietly(car.Leave(ConnectionId), Services.Logger, "Leave");
            if (IsUnanswered) await TellPastAsync(car);
            if (_sessionId is { } sessionId) await Connections.Quietly(car.AddTraffic(sessionId, Traffic.Take()), Services.Logger, "AddTraffic");
            Services.Grains.DeleteObjectReference<IDriverLink>(reference);
        }
    }

    // In two steps, or a join that was long on its way would take the car from who joined meanwhile, on another gateway or here.
    private async Task<JoinResult> AskToJoinAsync(ICarGrain car, string token, IDriverLink reference)
    {
        var tokenHash = SessionToken.Hash(token);
        return await car.LastJoin(tokenHash) is { } last && !Outbox.Closing ? await car.JoinAfter(tokenHash, ConnectionId, reference, last) : NotJoined;
    }

    // Read on while the grain decides, or what the driver sends meanwhile would come out of the socket all at once when it has,
    // with nothing to tell its age by. It is for no epoch that the driver knows of, so only a stop is kept.
    private async Task<JoinResult> UndecidedAsync(Task<JoinResult> joining, MessageReader reader, CancellationToken cancellation)
    {
        while (!joining.IsCompleted && !Outbox.Closing)
        {
            var next = reader.ReadAhead(cancellation);
            await Task.WhenAny(joining, next);
            if (!next.IsCompleted) continue;
            var kind = await reader.ReadAsync(cancellation);
            if (kind == MessageKind.Closed) Outbox.Close(WebSocketCloseStatus.NormalClosure, "");
            else if (kind == MessageKind.Text) TakeEarly(DriverMessages.Read(reader.Message), Services.Clock.NowMs);
            else RefuseTooLarge();
        }

        return await joining;
    }

    private void TakeEarly(in DriverMessage message, long now)
    {
        switch (message.Kind)
        {
            case DriverMessageKind.NotJson or DriverMessageKind.Unknown:
                RefuseMalformed(message.Kind);
                break;
            case DriverMessageKind.Drive or DriverMessageKind.MalformedDrive:
                // What comes after the join is as old as it lags the best of these, too.
                if (message is { Kind: DriverMessageKind.Drive, Stamp: { } stamp }) _ages.AgeOf(stamp, now);
                Services.Metrics.DriveRefused(DriveRefusal.NotJoined);
                if (_driveRate.Take(now) == RateDecision.Close) RefuseTooFast();
                break;
            case DriverMessageKind.Stop:
                _stopEarly = true;
                break;
            case var _ when _otherRate.Take(now) == RateDecision.Close:
                RefuseTooFast();
                break;
            case DriverMessageKind.Ping when message.Stamp is { } t:
                Outbox.Pong(t);
                break;
            default:
                Services.Metrics.MessageRefused(Endpoint, "not_joined");
                break;
        }
    }

    private async Task DriveAsync(MessageReader reader, ICarGrain car, string sessionId, CancellationToken cancellation)
    {
        while (!Outbox.Closing)
        {
            var kind = await reader.ReadAsync(cancellation);
            if (kind == MessageKind.Closed) return;
            if (kind != MessageKind.Text)
            {
                RefuseTooLarge();
                return;
            }

            var now = Services.Clock.NowMs;
            var message = DriverMessages.Read(reader.Message);
            Traffic.In(message.Kind == DriverMessageKind.Signal ? Rung.Signaling : Rung.Control, reader.Message.Length);
            var rate = message.Kind is DriverMessageKind.Drive or DriverMessageKind.MalformedDrive ? _driveRate.Take(now) : _otherRate.Take(now);
            if (rate == RateDecision.Close)
            {
                RefuseTooFast();
                return;
            }

            if (!Handle(message, rate, now, reader, car, sessionId)) return;
        }
    }

    private bool Handle(in DriverMessage message, RateDecision rate, long now, MessageReader reader, ICarGrain car, string sessionId)
    {
        switch (message.Kind)
        {
            case DriverMessageKind.Drive:
                var refusal = rate == RateDecision.Drop ? DriveRefusal.TooFast : Drive(message, now);
                if (refusal != DriveRefusal.None) Services.Metrics.DriveRefused(refusal);
                return true;
            case DriverMessageKind.MalformedDrive:
                Services.Metrics.DriveRefused(DriveRefusal.Malformed);
                return true;
            case DriverMessageKind.Stop:
                // A stop is never too fast.
                Stop(car);
                return true;
            case DriverMessageKind.NotJson or DriverMessageKind.Unknown:
                RefuseMalformed(message.Kind);
                return false;
            case var _ when rate == RateDecision.Drop:
                Services.Metrics.MessageRefused(Endpoint, "too_fast");
                return true;
            case DriverMessageKind.Ping:
                if (message.Stamp is { } t) Outbox.Pong(t);
                else Services.Metrics.MessageRefused(Endpoint, "malformed_ping");
                return true;
            case DriverMessageKind.Video when message.Quality is not { }:
                Services.Metrics.MessageRefused(Endpoint, "malformed_video");
                Outbox.Send(ServerMessages.Error("malformed_video", "quality must be low, medium or high."));
                return true;
            case DriverMessageKind.Video when _videoRate.Take(now) != RateDecision.Pass:
                Services.Metrics.MessageRefused(Endpoint, "too_fast");
                return true;
            case DriverMessageKind.Video:
                _ = Connections.Quietly(car.SetVideo(ConnectionId, message.Quality!.Value), Services.Logger, "SetVideo");
                return true;
            case DriverMessageKind.Signal:
                SignalDevice(message.DeviceId, reader, car, sessionId);
                return true;
            case DriverMessageKind.Join:
                Services.Metrics.MessageRefused(Endpoint, "already_joined");
                Outbox.Send(ServerMessages.Error("already_joined", "This connection has joined. Open another one to join again."));
                return true;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message.Kind, null);
        }
    }

    // The first three gates of a command's way: sequence, age, route. Epoch, stop and lease are checked in the car's grain
    // and at the controller's socket.
    private DriveRefusal Drive(in DriverMessage message, long now)
    {
        if (!_sequences.TryTake(message.Seq, _joins)) return DriveRefusal.SeqNotNewer;
        var age = message.Stamp is { } t ? _ages.AgeOf(t, now) : 0;
        if (age > Services.Options.MaxCommandAgeMs) return DriveRefusal.TooOld;
        _path!.Send(new DriveCommand(Volatile.Read(ref _epoch), _sequences.Last, now - age, message.Steering, message.Throttle, Services.Identity.Id, (int)age));
        return DriveRefusal.None;
    }

    private void Stop(ICarGrain car)
    {
        _path!.Stop(_sequences.Last, StopReason.Driver);
        _ = Connections.Quietly(car.Stop(new StopRequest(StopReason.Driver, Latched: false, ConnectionId, AfterSeq: _sequences.Last)), Services.Logger, "Stop");
    }

    private void SignalDevice(string? deviceId, MessageReader reader, ICarGrain car, string sessionId)
    {
        if (deviceId is null || SignalRewriter.With(reader.Message, "sessionId", sessionId) is not { } signal)
        {
            Services.Metrics.MessageRefused(Endpoint, "malformed_signal");
            Outbox.Send(ServerMessages.Error("malformed_signal", "Signaling needs the deviceId of one of the car's boards, and has at most 16 KiB."));
            return;
        }

        _signals = Connections.InTurn(_signals, PassAsync, Services.Logger, "Signal");

        async Task PassAsync()
        {
            if (await car.SignalDevice(ConnectionId, deviceId, signal)) return;
            Services.Metrics.MessageRefused(Endpoint, "signal_undeliverable");
            Outbox.Send(ServerMessages.Error("signal_undeliverable", "That board is not connected, or this connection no longer drives."));
        }
    }

    private async Task KeepAsync(ICarGrain car, string token, IDriverLink reference)
    {
        try
        {
            var told = ++_keeps % TrafficEvery == 0 ? Traffic.Take() : null;
            var kept = await Answered(car.Keep(ConnectionId, new KeepRequest(_path!.WantsGrants, _path.GoesDirect, told is null ? null : _sessionId, told)));
            if (kept.Drives && !_epochUnknown)
            {
                _path.Use(kept.Grant);
                return;
            }

            await TellPastAsync(car);
            if (!IsLeaving) await RejoinAsync(car, token, reference);
        }
        finally
        {
            _keeping = false;
        }
    }

    private bool IsLeaving => _car is null || Outbox.Closing;

    private bool IsUnanswered
    {
        get
        {
            lock (_keepGate) return _failingMs is not null;
        }
    }

    private bool IsCutOff(long nowMs)
    {
        lock (_keepGate) return _failingMs is { } failing && nowMs - failing >= CutOffConfirmMs && nowMs - _answeredMs >= CutOffMs && !_path!.GoesDirect;
    }

    private async Task<KeepResult> Answered(Task<KeepResult> keep)
    {
        try
        {
            var kept = await keep;
            lock (_keepGate) (_answeredMs, _failingMs) = (Services.Clock.NowMs, null);
            return kept;
        }
        catch (Exception)
        {
            lock (_keepGate) _failingMs ??= Services.Clock.NowMs;
            throw;
        }
    }

    // The car's grain was activated anew, or took this gateway for dead: the lease is there, and nobody drives. The driver goes
    // on under a new epoch without a new connection; until it is here, commands of the old one are refused at the car.
    private async Task RejoinAsync(ICarGrain car, string token, IDriverLink reference)
    {
        _epochUnknown = true;
        var join = await car.Rejoin(SessionToken.Hash(token), ConnectionId, reference);
        _epochUnknown = false;
        if (join.Session is not { } session)
        {
            if (join.Overtaken) await Ended(EndReason.Replaced);
            else Close(CloseCodes.ServiceRestart, "join again");
            return;
        }

        if (IsLeaving)
        {
            await car.Leave(ConnectionId);
            return;
        }

        Volatile.Write(ref _epoch, session.Epoch);
        _path!.Use(join.Grant);
        _joins++;
        Outbox.Send(Joined(join, session));
        await State(join.State!);
    }

    // A grain that was activated anew has not seen what was driven past it. One that knew is not interested; one that does not
    // hear it charges less.
    private Task TellPastAsync(ICarGrain car) =>
        _seen.Past(_sessionId!) is { } driven ? Connections.Quietly(car.ChargePast(driven), Services.Logger, "ChargePast") : Task.CompletedTask;

    // What the controller reports comes past the grain, and sooner; the rest is as the grain said it last. A grain that knows of
    // this says less often what it knows itself, and one that is dead says nothing.
    private void Reported(DeviceTelemetry telemetry)
    {
        if (_seen.Report(telemetry, Services.Clock.NowMs) is { } state) Outbox.StateInPlace(Mapped(state));
    }

    private DriverState Mapped(DriverState state) => state.AckSeq is null ? state : state with { AckSeq = _sequences.OfDriver(state.AckSeq) };

    private void RefuseMalformed(DriverMessageKind kind)
    {
        if (kind == DriverMessageKind.NotJson) Refuse(CloseCodes.Malformed, "not_json", "A message must be one JSON object of at most 16 levels.");
        else Refuse(CloseCodes.Malformed, "unknown_type", "type must be join, drive, stop, ping, video, offer, answer, candidate or bye, and stand once.");
    }

    private void RefuseTooLarge() => Refuse(CloseCodes.TooLarge, "too_large", "A driver sends text messages of at most 16 KiB.");

    private void RefuseTooFast() => Refuse(CloseCodes.TooFast, "too_fast", $"More than {Services.Options.MaxDriveRate} drive messages or 20 others a second.");

    private void RefuseToken() => Refuse(CloseCodes.Unauthorized, "unauthorized", "No live session has this token.");

    private byte[] Joined(JoinResult join, SessionInfo session) => ServerMessages.Write(new
    {
        type = "joined",
        carId = session.CarId,
        sessionId = session.SessionId,
        epoch = session.Epoch,
        secondsLeft = Wire.Seconds(session.RemainingMs),
        failsafeMs = Services.Options.FailsafeMs,
        graceSeconds = join.GraceSeconds,
        maxThrottle = join.MaxThrottle,
        paused = session.Paused,
        devices = join.Devices.Select(d => new { deviceId = d.DeviceId, role = Wire.Name(d.Role), capabilities = d.Capabilities }),
    });
}
