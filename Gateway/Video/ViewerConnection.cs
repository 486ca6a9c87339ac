using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Video;

/// <summary>One viewer of the relay, from its first message to its last frame.</summary>
internal sealed class ViewerConnection(GatewayServices services, WebSocket socket)
    : JoinedConnection<ViewerOutbox>(services, socket, Endpoint, traffic => new ViewerOutbox(socket, services.Clock, services.Metrics, traffic)), ISessionObserver
{
    private const string Endpoint = "video";

    /// <summary>How often a viewer asks whether its session is still live, in milliseconds: an end that was not delivered must not leave it watching.</summary>
    private const long WatchAgainMs = 2000;

    /// <summary>How long a viewer whose frames still come stays on a gateway that no silo answers, in milliseconds: as long as a driver may drive past the grain.</summary>
    private const long StaysCutOffMs = 30_000;

    /// <summary>How long there may be no frame on such a gateway, in milliseconds.</summary>
    private const long NoFrameMs = 1000;

    /// <summary>RFC 6455 registry, 1013.</summary>
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    private RateLimit _rate = new(perSecond: 20, burst: 60);
    private volatile Func<Task>? _watchAgain;
    private long _watchedMs;
    private long _watchedSinceMs;

    /// <inheritdoc />
    public Task Ended(EndReason reason)
    {
        Close(reason == EndReason.Replaced ? CloseCodes.Replaced : WebSocketCloseStatus.NormalClosure, "session ended: " + Wire.Name(reason));
        return Task.CompletedTask;
    }

    protected override void CheckJoined(long nowMs)
    {
        if (_watchAgain is null && Services.Reach.IsCut) RefuseCutOff();
        else if (IsCutOff(nowMs)) Close(CloseCodes.ServiceRestart, "the car is out of reach here");
        if (_watchAgain is not { } watchAgain || nowMs - _watchedMs <= WatchAgainMs) return;
        _watchedMs = nowMs;
        _ = Connections.Quietly(watchAgain(), Services.Logger, "Watch");
    }

    // Frames need no silo, and a driver who drives on past the grain needs the picture; but whose session ends meanwhile, nobody
    // hears here.
    private bool IsCutOff(long nowMs) =>
        Services.Reach.CutForMs(nowMs) is { } cutMs && (cutMs > StaysCutOffMs || nowMs - Math.Max(Outbox.SentMs, _watchedSinceMs) > NoFrameMs);

    // The camera may be, or have gone, on another gateway: its frames come from there, once for all viewers here.
    private bool Bridge(CameraRelay relay, string carId, WatchResult watch)
    {
        if (Services.Bridges.Ensure(relay, carId, watch)) return true;
        Refuse(TryAgainLater, "camera_elsewhere", "The camera is connected to another gateway, and this one has no link to it: Fleet:PeerUrl and Fleet:PeerSecret.");
        return false;
    }

    protected override void Finished() => Outbox.Drain();

    protected override async Task JoinAsync(MessageReader reader, string token, CancellationToken cancellation)
    {
        var reference = Services.Grains.CreateObjectReference<ISessionObserver>(this);
        ICarGrain? car = null;
        CameraRelay? relay = null;
        string? sessionId = null;
        try
        {
            var watch = new WatchResult(null, null);
            if (SessionToken.TryGetCarId(token, out var carId))
            {
                car = Services.Grains.GetGrain<ICarGrain>(carId);
                watch = await car.Watch(SessionToken.Hash(token), ConnectionId, reference);
            }

            if (watch.SessionId is null || carId is null)
            {
                Services.Metrics.MessageRefused(Endpoint, "unauthorized");
                Close(CloseCodes.Unauthorized, "no live session has this token");
                return;
            }

            sessionId = watch.SessionId;
            _watchedMs = _watchedSinceMs = Services.Clock.NowMs;
            relay = Services.Video.For(carId);
            var shown = relay;
            _watchAgain = async () =>
            {
                var again = await car!.Watch(SessionToken.Hash(token), ConnectionId, reference);
                if (_watchAgain is null)
                {
                    // It has left meanwhile, and the car may have heard of that first.
                    await car.Unwatch(ConnectionId);
                    return;
                }

                if (again.SessionId is null)
                {
                    Close(WebSocketCloseStatus.NormalClosure, "session ended");
                    return;
                }

                Bridge(shown, carId, again);
                await car.AddTraffic(sessionId, Traffic.Take());
            };
            if (!Bridge(relay, carId, watch)) return;
            relay.Add(Outbox);
            while (true)
            {
                var kind = await reader.ReadAsync(cancellation);
                if (kind == MessageKind.Closed) return;
                Services.Metrics.MessageRefused(Endpoint, "unexpected");
                if (kind is MessageKind.Text && _rate.Take(Services.Clock.NowMs) != RateDecision.Close) continue;
                if (kind is MessageKind.Text) Close(CloseCodes.TooFast, "viewers have nothing to say");
                else Close(CloseCodes.TooLarge, "viewers send no frames");
                return;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unavailable(car?.GetPrimaryKeyString() ?? "a car", e);
        }
        finally
        {
            _watchAgain = null;
            relay?.Remove(Outbox);
            if (sessionId is not null) await Connections.Quietly(car!.AddTraffic(sessionId, Traffic.Take()), Services.Logger, "AddTraffic");
            if (car is not null) await Connections.Quietly(car.Unwatch(ConnectionId), Services.Logger, "Unwatch");
            Services.Grains.DeleteObjectReference<ISessionObserver>(reference);
        }
    }
}
