using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>One viewer of the relay, from its first message to its last frame.</summary>
internal sealed class ViewerConnection : ISessionObserver, IMonitored
{
    private const string Endpoint = "video";

    /// <summary>How often a viewer asks whether its session is still live, in milliseconds: an end that was not delivered must not leave it watching.</summary>
    private const long WatchAgainMs = 5000;

    private readonly GatewayServices _services;
    private readonly WebSocket _socket;
    private readonly TrafficMeter _traffic;
    private readonly ViewerOutbox _outbox;
    private MessageReader? _reader;
    private MessagePatience _patience;
    private readonly long _openedMs;
    private readonly string _connectionId = Guid.NewGuid().ToString("N");
    private volatile bool _joining;
    private volatile Func<Task>? _watchAgain;
    private long _watchedMs;

    public ViewerConnection(GatewayServices services, WebSocket socket)
    {
        _services = services;
        _socket = socket;
        _traffic = new TrafficMeter(services.Metrics);
        _outbox = new ViewerOutbox(socket, services.Clock, services.Metrics, _traffic);
        _openedMs = services.Clock.NowMs;
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
                await WatchAsync(reader, token, cancellation);
            await Connections.DrainAsync(reader, _outbox, cancellation);
        }
        finally
        {
            _outbox.Drain();
            _outbox.Finished();
            _services.Monitor.Remove(this);
            _services.Metrics.Finished(Endpoint);
        }
    }

    /// <inheritdoc />
    public Task Ended(EndReason reason)
    {
        Close(reason == EndReason.Replaced ? CloseCodes.Replaced : WebSocketCloseStatus.NormalClosure, "session ended: " + Wire.Name(reason));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        if (!_joining && nowMs - _openedMs > Connections.FirstMessageMs) Close(CloseCodes.Silent, "no join within 5 s");
        if (_watchAgain is { } watchAgain && nowMs - _watchedMs > WatchAgainMs && !_outbox.Closing)
        {
            _watchedMs = nowMs;
            _ = Connections.Quietly(watchAgain(), _services.Logger, "Watch");
        }

        if (_patience.IsOver(_reader, nowMs)) Connections.Refuse(_outbox, Endpoint, _services.Metrics, CloseCodes.Silent, "slow_message", "One message took longer than 10 s.");
        if (_outbox.IsStuck(nowMs)) _outbox.Abort();
    }

    /// <inheritdoc />
    public void ServerStops() => Close(CloseCodes.ServiceRestart, "the server restarts");

    private async Task WatchAsync(MessageReader reader, string token, CancellationToken cancellation)
    {
        _joining = true;
        var reference = _services.Grains.CreateObjectReference<ISessionObserver>(this);
        ICarGrain? car = null;
        CameraRelay? relay = null;
        string? sessionId = null;
        try
        {
            var watch = new WatchResult(null, null);
            if (SessionToken.TryGetCarId(token, out var carId))
            {
                car = _services.Grains.GetGrain<ICarGrain>(carId);
                watch = await car.Watch(SessionToken.Hash(token), _connectionId, reference);
            }

            if (watch.SessionId is null || carId is null)
            {
                _services.Metrics.MessageRefused(Endpoint, "unauthorized");
                _outbox.Close(CloseCodes.Unauthorized, "no live session has this token");
                return;
            }

            sessionId = watch.SessionId;
            _watchedMs = _services.Clock.NowMs;
            _watchAgain = async () =>
            {
                if ((await car!.Watch(SessionToken.Hash(token), _connectionId, reference)).SessionId is null) Close(WebSocketCloseStatus.NormalClosure, "session ended");
                else await car.AddTraffic(sessionId, _traffic.Take());
            };
            relay = _services.Video.For(carId);
            relay.Add(_outbox);
            while (true)
            {
                var kind = await reader.ReadAsync(cancellation);
                if (kind == MessageKind.Closed) return;
                _services.Metrics.MessageRefused(Endpoint, "unexpected");
                if (kind is MessageKind.Text) continue;
                Close(CloseCodes.TooLarge, "viewers send no frames");
                return;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _services.Logger.JoinFailed(car?.GetPrimaryKeyString() ?? "a car", e);
            Connections.Refuse(_outbox, Endpoint, _services.Metrics, WebSocketCloseStatus.InternalServerError, "unavailable", "The server can't take the join now. Try again in a moment.");
        }
        finally
        {
            _watchAgain = null;
            relay?.Remove(_outbox);
            if (sessionId is not null) await Connections.Quietly(car!.AddTraffic(sessionId, _traffic.Take()), _services.Logger, "AddTraffic");
            if (car is not null) await Connections.Quietly(car.Unwatch(_connectionId), _services.Logger, "Unwatch");
            _services.Grains.DeleteObjectReference<ISessionObserver>(reference);
        }
    }

    private void Close(WebSocketCloseStatus status, string reason)
    {
        if (!_outbox.Closing) _services.Metrics.Closed(Endpoint, (int)status);
        _outbox.Close(status, reason);
    }
}
