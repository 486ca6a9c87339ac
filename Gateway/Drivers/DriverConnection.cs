using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Signaling;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Drivers;

/// <summary>One driver's connection, from its join to the car's neutral when it is gone.</summary>
internal sealed class DriverConnection : JoinedConnection<DriverOutbox>, IDriverLink
{
    private const string Endpoint = "drive";

    /// <summary>How often the car's grain hears that this gateway lives, in milliseconds; it waits for 5 s.</summary>
    private const long KeepMs = 1500;

    private readonly AgeGate _ages = new();
    private RateLimit _driveRate;
    private RateLimit _otherRate = new(perSecond: 20, burst: 60);
    private volatile ICarGrain? _car;
    private volatile string? _sessionId;
    private Task _signals = Task.CompletedTask;
    private long _keptMs;
    private long _epoch;
    private uint _lastSeq;

    public DriverConnection(GatewayServices services, WebSocket socket)
        : base(services, socket, Endpoint, traffic => new DriverOutbox(socket, services.Clock, traffic)) =>
        _driveRate = new RateLimit(services.Options.MaxDriveRate, services.Options.MaxDriveRate * 2);

    /// <inheritdoc />
    public Task State(DriverState state)
    {
        Outbox.State(state);
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
        if (_car is not { } car || nowMs - _keptMs <= KeepMs) return;
        _keptMs = nowMs;
        _ = Connections.Quietly(KeepAsync(car), Services.Logger, "KeepDriver");
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
            var join = await car.Join(SessionToken.Hash(token), ConnectionId, reference);
            if (join.Session is not { } session)
            {
                RefuseToken();
                return;
            }

            _epoch = session.Epoch;
            _keptMs = Services.Clock.NowMs;
            _sessionId = session.SessionId;
            _car = car;
            Outbox.Open(Joined(join, session), join.State);
            await DriveAsync(reader, car, session.SessionId, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unavailable(carId, e);
        }
        finally
        {
            // The car is in neutral before anything else is tidied up.
            await Connections.Quietly(car.Leave(ConnectionId), Services.Logger, "Leave");
            if (_sessionId is { } sessionId) await Connections.Quietly(car.AddTraffic(sessionId, Traffic.Take()), Services.Logger, "AddTraffic");
            Services.Grains.DeleteObjectReference<IDriverLink>(reference);
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
                Refuse(CloseCodes.TooLarge, "too_large", "A driver sends text messages of at most 16 KiB.");
                return;
            }

            var now = Services.Clock.NowMs;
            var message = DriverMessages.Read(reader.Message);
            Traffic.In(message.Kind == DriverMessageKind.Signal ? Rung.Signaling : Rung.Control, reader.Message.Length);
            var rate = message.Kind is DriverMessageKind.Drive or DriverMessageKind.MalformedDrive ? _driveRate.Take(now) : _otherRate.Take(now);
            if (rate == RateDecision.Close)
            {
                Refuse(CloseCodes.TooFast, "too_fast", $"More than {Services.Options.MaxDriveRate} drive messages or 20 others a second.");
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
                if (refusal != DriveRefusal.None) Services.Metrics.DriveRefused(refusal);
                return true;
            case DriverMessageKind.MalformedDrive:
                Services.Metrics.DriveRefused(DriveRefusal.Malformed);
                return true;
            case DriverMessageKind.Stop:
                // A stop is never too fast.
                _ = Connections.Quietly(car.Stop(new StopRequest(StopReason.Driver, Latched: false, ConnectionId, AfterSeq: _lastSeq)), Services.Logger, "Stop");
                return true;
            case DriverMessageKind.NotJson:
                Refuse(CloseCodes.Malformed, "not_json", "A message must be one JSON object of at most 16 levels.");
                return false;
            case DriverMessageKind.Unknown:
                Refuse(CloseCodes.Malformed, "unknown_type", "type must be join, drive, stop, ping, offer, answer, candidate or bye, and stand once.");
                return false;
            case var _ when rate == RateDecision.Drop:
                Services.Metrics.MessageRefused(Endpoint, "too_fast");
                return true;
            case DriverMessageKind.Ping:
                if (message.Stamp is { } t) Outbox.Pong(t);
                else Services.Metrics.MessageRefused(Endpoint, "malformed_ping");
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
    private DriveRefusal Drive(in DriverMessage message, long now, ICarGrain car)
    {
        if (message.Seq <= _lastSeq) return DriveRefusal.SeqNotNewer;
        _lastSeq = message.Seq;
        var age = message.Stamp is { } t ? _ages.AgeOf(t, now) : 0;
        if (age > Services.Options.MaxCommandAgeMs) return DriveRefusal.TooOld;
        Services.Route.Send(car, new DriveCommand(_epoch, message.Seq, now - age, message.Steering, message.Throttle));
        return DriveRefusal.None;
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

    private async Task KeepAsync(ICarGrain car)
    {
        // The car's grain was activated anew: it holds the lease, and this driver must join it again with the token.
        if (!await car.KeepDriver(ConnectionId)) Close(CloseCodes.ServiceRestart, "join again");
        else await car.AddTraffic(_sessionId!, Traffic.Take());
    }

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
