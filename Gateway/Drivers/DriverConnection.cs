using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Signaling;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Drivers;

/// <summary>One driver's connection, from its join to the car's neutral when it is gone.</summary>
internal sealed class DriverConnection : IDriverLink, IMonitored
{
    private const string Endpoint = "drive";

    /// <summary>How often the car's grain hears that this gateway lives, in milliseconds; it waits for 5 s.</summary>
    private const long KeepMs = 1500;

    private readonly GatewayServices _services;
    private readonly WebSocket _socket;
    private readonly TrafficMeter _traffic;
    private readonly DriverOutbox _outbox;
    private MessageReader? _reader;
    private MessagePatience _patience;
    private readonly string _connectionId = Guid.NewGuid().ToString("N");
    private readonly AgeGate _ages = new();
    private readonly long _openedMs;
    private RateLimit _driveRate;
    private RateLimit _otherRate = new(perSecond: 20, burst: 60);
    private volatile ICarGrain? _car;
    private volatile string? _sessionId;
    private volatile bool _joining;
    private Task _signals = Task.CompletedTask;
    private long _keptMs;
    private long _epoch;
    private uint _lastSeq;

    public DriverConnection(GatewayServices services, WebSocket socket)
    {
        _services = services;
        _socket = socket;
        _traffic = new TrafficMeter(services.Metrics);
        _outbox = new DriverOutbox(socket, services.Clock, _traffic);
        _openedMs = services.Clock.NowMs;
        _driveRate = new RateLimit(services.Options.MaxDriveRate, services.Options.MaxDriveRate * 2);
    }

    /// <summary>Runs until the socket is closed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var reader = _reader = new MessageReader(_socket, DriverMessages.MaxText, maxBinary: 0);
        _services.Metrics.Opened(Endpoint);
        _services.Monitor.Add(this);
        try
        {
            if (await Connections.ReadJoinToken(reader, _outbox, Endpoint, _services.Metrics, cancellation) is { } token)
                await JoinAndDriveAsync(reader, token, cancellation);
            await Connections.DrainAsync(reader, _outbox, cancellation);
        }
        finally
        {
            _outbox.Finished();
            _services.Monitor.Remove(this);
            _services.Metrics.Finished(Endpoint);
        }
    }

    /// <inheritdoc />
    public Task State(DriverState state)
    {
        _outbox.State(state);
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
        if (!_outbox.SendSignal(message.Json)) _services.Metrics.MessageRefused(Endpoint, "signal_lane_full");
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        if (_car is not { } car)
        {
            if (!_joining && nowMs - _openedMs > Connections.FirstMessageMs) Close(CloseCodes.Silent, "no join within 5 s");
        }
        else if (nowMs - _keptMs > KeepMs && !_outbox.Closing)
        {
            _keptMs = nowMs;
            _ = Connections.Quietly(KeepAsync(car), _services.Logger, "KeepDriver");
        }

        if (_patience.IsOver(_reader, nowMs)) Connections.Refuse(_outbox, Endpoint, _services.Metrics, CloseCodes.Silent, "slow_message", "One message took longer than 10 s.");
        if (_outbox.IsStuck(nowMs)) _outbox.Abort();
    }

    /// <inheritdoc />
    public void ServerStops() => Close(CloseCodes.ServiceRestart, "the server restarts");

    private async Task JoinAndDriveAsync(MessageReader reader, string token, CancellationToken cancellation)
    {
        if (!SessionToken.TryGetCarId(token, out var carId))
        {
            RefuseToken();
            return;
        }

        _joining = true;
        var reference = _services.Grains.CreateObjectReference<IDriverLink>(this);
        var car = _services.Grains.GetGrain<ICarGrain>(carId);
        try
        {
            var join = await car.Join(SessionToken.Hash(token), _connectionId, reference);
            if (join.Session is not { } session)
            {
                RefuseToken();
                return;
            }

            _epoch = session.Epoch;
            _keptMs = _services.Clock.NowMs;
            _sessionId = session.SessionId;
            _car = car;
            _outbox.Open(Joined(join, session), join.State);
            await DriveAsync(reader, car, session.SessionId, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _services.Logger.JoinFailed(carId, e);
            Connections.Refuse(_outbox, Endpoint, _services.Metrics, WebSocketCloseStatus.InternalServerError, "unavailable", "The server can't take the join now. Try again in a moment.");
        }
        finally
        {
            // The car is in neutral before anything else is tidied up.
            await Connections.Quietly(car.Leave(_connectionId), _services.Logger, "Leave");
            if (_sessionId is { } sessionId) await Connections.Quietly(car.AddTraffic(sessionId, _traffic.Take()), _services.Logger, "AddTraffic");
            _services.Grains.DeleteObjectReference<IDriverLink>(reference);
        }
    }

    private async Task DriveAsync(MessageReader reader, ICarGrain car, string sessionId, CancellationToken cancellation)
    {
        while (!_outbox.Closing)
        {
            var kind = await reader.ReadAsync(cancellation);
            if (kind == MessageKind.Closed) return;
            if (kind != MessageKind.Text)
            {
                Connections.Refuse(_outbox, Endpoint, _services.Metrics, CloseCodes.TooLarge, "too_large", "A driver sends text messages of at most 16 KiB.");
                return;
            }

            var now = _services.Clock.NowMs;
            var message = DriverMessages.Read(reader.Message);
            _traffic.In(message.Kind == DriverMessageKind.Signal ? Rung.Signaling : Rung.Control, reader.Message.Length);
            var rate = message.Kind is DriverMessageKind.Drive or DriverMessageKind.MalformedDrive ? _driveRate.Take(now) : _otherRate.Take(now);
            if (rate == RateDecision.Close)
            {
                Connections.Refuse(_outbox, Endpoint, _services.Metrics, CloseCodes.TooFast, "too_fast", $"More than {_services.Options.MaxDriveRate} drive messages or 20 others a second.");
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
                var refusal = rate == RateDecision.Drop ? DriveRefusal.TooFast : Drive(message, now, car);
                if (refusal != DriveRefusal.None) _services.Metrics.DriveRefused(refusal);
                return true;
            case DriverMessageKind.MalformedDrive:
                _services.Metrics.DriveRefused(DriveRefusal.Malformed);
                return true;
            case DriverMessageKind.Stop:
                // A stop is never too fast.
                _ = Connections.Quietly(car.Stop(new StopRequest(StopReason.Driver, Latched: false, _connectionId, AfterSeq: _lastSeq)), _services.Logger, "Stop");
                return true;
            case DriverMessageKind.NotJson:
                Connections.Refuse(_outbox, Endpoint, _services.Metrics, CloseCodes.Malformed, "not_json", "A message must be one JSON object of at most 16 levels.");
                return false;
            case DriverMessageKind.Unknown:
                Connections.Refuse(_outbox, Endpoint, _services.Metrics, CloseCodes.Malformed, "unknown_type", "type must be join, drive, stop, ping, offer, answer, candidate or bye, and stand once.");
                return false;
            case var _ when rate == RateDecision.Drop:
                _services.Metrics.MessageRefused(Endpoint, "too_fast");
                return true;
            case DriverMessageKind.Ping:
                if (message.Stamp is { } t) _outbox.Pong(t);
                else _services.Metrics.MessageRefused(Endpoint, "malformed_ping");
                return true;
            case DriverMessageKind.Signal:
                SignalDevice(message.DeviceId, reader, car, sessionId);
                return true;
            case DriverMessageKind.Join:
                _services.Metrics.MessageRefused(Endpoint, "already_joined");
                _outbox.Send(ServerMessages.Error("already_joined", "This connection has joined. Open another one to join again."));
                return true;
            default:
                throw new ArgumentOutOfRangeException(nameof(message), message.Kind, null);
        }
    }

    // The first three gates of a command's way: sequence, age, route. Epoch, stop and lease are checked in the car's grain
    // and at the controller's socket.
    private DriveRefusal Drive(in DriverMessage message, long now, ICarGrain car)
    {
        if (message.Seq <= _lastSeq) return DriveRefusal.SeqNotNewer;
        _lastSeq = message.Seq;
        var age = message.Stamp is { } t ? _ages.AgeOf(t, now) : 0;
        if (age > _services.Options.MaxCommandAgeMs) return DriveRefusal.TooOld;
        _services.Route.Send(car, new DriveCommand(_epoch, message.Seq, now - age, message.Steering, message.Throttle));
        return DriveRefusal.None;
    }

    private void SignalDevice(string? deviceId, MessageReader reader, ICarGrain car, string sessionId)
    {
        if (deviceId is null || SignalRewriter.With(reader.Message, "sessionId", sessionId) is not { } signal)
        {
            _services.Metrics.MessageRefused(Endpoint, "malformed_signal");
            _outbox.Send(ServerMessages.Error("malformed_signal", "Signaling needs the deviceId of one of the car's boards, and has at most 16 KiB."));
            return;
        }

        _signals = Connections.InTurn(_signals, PassAsync, _services.Logger, "Signal");

        async Task PassAsync()
        {
            if (await car.SignalDevice(_connectionId, deviceId, signal)) return;
            _services.Metrics.MessageRefused(Endpoint, "signal_undeliverable");
            _outbox.Send(ServerMessages.Error("signal_undeliverable", "That board is not connected, or this connection no longer drives."));
        }
    }

    private async Task KeepAsync(ICarGrain car)
    {
        // The car's grain was activated anew: it holds the lease, and this driver must join it again with the token.
        if (!await car.KeepDriver(_connectionId)) Close(CloseCodes.ServiceRestart, "join again");
        else await car.AddTraffic(_sessionId!, _traffic.Take());
    }

    private void RefuseToken() =>
        Connections.Refuse(_outbox, Endpoint, _services.Metrics, CloseCodes.Unauthorized, "unauthorized", "No live session has this token.");

    private byte[] Joined(JoinResult join, SessionInfo session) => ServerMessages.Write(new
    {
        type = "joined",
        carId = session.CarId,
        sessionId = session.SessionId,
        epoch = session.Epoch,
        secondsLeft = Wire.Seconds(session.RemainingMs),
        failsafeMs = _services.Options.FailsafeMs,
        maxThrottle = join.MaxThrottle,
        paused = session.Paused,
        devices = join.Devices.Select(d => new { deviceId = d.DeviceId, role = Wire.Name(d.Role), capabilities = d.Capabilities }),
    });

    private void Close(WebSocketCloseStatus status, string reason, byte[]? last = null)
    {
        if (!_outbox.Closing) _services.Metrics.Closed(Endpoint, (int)status);
        _outbox.Close(status, reason, last);
    }
}
