using System.Net.WebSockets;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Metering;

namespace RcFleet.Gateway.WebSockets;

/// <summary>A connection that begins with a <c>join</c> and sends no binary: what a driver's and a viewer's do alike.</summary>
/// <typeparam name="TOutbox">Its only writer.</typeparam>
internal abstract class JoinedConnection<TOutbox> : IMonitored
    where TOutbox : SocketOutbox
{
    private readonly string _endpoint;
    private readonly WebSocket _socket;
    private readonly long _openedMs;
    private MessageReader? _reader;
    private MessagePatience _patience;
    private volatile bool _joining;

    protected JoinedConnection(GatewayServices services, WebSocket socket, string endpoint, Func<TrafficMeter, TOutbox> outbox)
    {
        (Services, _socket, _endpoint) = (services, socket, endpoint);
        Traffic = new TrafficMeter(services.Metrics);
        Outbox = outbox(Traffic);
        _openedMs = services.Clock.NowMs;
    }

    /// <summary>Unique to this connection.</summary>
    protected string ConnectionId { get; } = Guid.NewGuid().ToString("N");

    protected GatewayServices Services { get; }

    protected TrafficMeter Traffic { get; }

    protected TOutbox Outbox { get; }

    /// <summary>Runs until the socket is closed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var reader = _reader = new MessageReader(_socket, DriverMessages.MaxText, maxBinary: 0);
        Services.Metrics.Opened(_endpoint);
        Services.Monitor.Add(this);
        try
        {
            if (await Connections.ReadJoinToken(reader, Outbox, _endpoint, Services.Metrics, cancellation) is { } token)
            {
                _joining = true;
                await JoinAsync(reader, token, cancellation);
            }

            await Connections.DrainAsync(reader, Outbox, cancellation);
        }
        finally
        {
            Finished();
            Outbox.Finished();
            Services.Monitor.Remove(this);
            Services.Metrics.Finished(_endpoint);
        }
    }

    /// <inheritdoc />
    public void Check(long nowMs)
    {
        if (!_joining && nowMs - _openedMs > Connections.FirstMessageMs) Close(CloseCodes.Silent, "no join within 5 s");
        if (!Outbox.Closing) CheckJoined(nowMs);
        if (_patience.IsOver(_reader, nowMs)) Refuse(CloseCodes.Silent, "slow_message", "One message took longer than 10 s.");
        if (Outbox.IsStuck(nowMs)) Outbox.Abort();
    }

    /// <inheritdoc />
    public void ServerStops() => Close(CloseCodes.ServiceRestart, "the server restarts");

    /// <summary>Joins with the token and runs until it is over; says why when it can't.</summary>
    protected abstract Task JoinAsync(MessageReader reader, string token, CancellationToken cancellation);

    /// <summary>Called four times a second, joined or not.</summary>
    protected abstract void CheckJoined(long nowMs);

    /// <summary>Lets go of what was not written.</summary>
    protected virtual void Finished()
    {
    }

    /// <summary>Tells the peer what is wrong, then closes.</summary>
    protected void Refuse(WebSocketCloseStatus status, string code, string sentence) => Connections.Refuse(Outbox, _endpoint, Services.Metrics, status, code, sentence);

    /// <summary>Tells the peer that the server can't take its join, and logs why.</summary>
    protected void Unavailable(string carId, Exception exception)
    {
        Services.Logger.JoinFailed(carId, exception);
        Refuse(WebSocketCloseStatus.InternalServerError, "unavailable", "The server can't take the join now. Try again in a moment.");
    }

    /// <summary>Sends the peer to another gateway: no silo answers this one, so neither would its join be.</summary>
    protected void RefuseCutOff() => Refuse(CloseCodes.ServiceRestart, "cut_off", Connections.CutOff);

    /// <summary>Closes, after <paramref name="last"/> if there is one.</summary>
    protected void Close(WebSocketCloseStatus status, string reason, byte[]? last = null)
    {
        if (!Outbox.Closing) Services.Metrics.Closed(_endpoint, (int)status);
        Outbox.Close(status, reason, last);
    }
}
