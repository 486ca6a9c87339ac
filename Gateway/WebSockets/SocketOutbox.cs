using System.Net.WebSockets;

namespace RcFleet.Gateway.WebSockets;

/// <summary>
/// The only writer of one socket. Messages wait in lanes, which a subclass bounds and ranks; one pump at a time takes the
/// best of them right before each write, so that what is written is always the newest and most urgent there is.
/// </summary>
/// <remarks>
/// The pump starts on the thread that leaves a message and runs there as long as writes complete at once, which on a
/// healthy socket is always; it never blocks that thread. A write that the peer does not take within
/// <see cref="WriteTimeout"/> aborts the connection.
/// </remarks>
internal abstract class SocketOutbox(WebSocket socket, MonotonicClock clock)
{
    /// <summary>How long the peer may leave one write untaken.</summary>
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a peer has to answer a close.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _closeGate = new();
    private int _signals;
    private long _writingSinceMs = -1;
    private volatile Farewell? _close;
    private bool _closeSent;
    private ITimer? _closeTimer;

    /// <summary>Guards the lanes.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>This process' clock.</summary>
    protected MonotonicClock Clock => clock;

    /// <summary>Whether a close was asked for; nothing else is written after it.</summary>
    public bool Closing => _close is not null;

    /// <summary>The most urgent message there is, or one with no bytes when every lane is empty. Called by the pump, under no lock.</summary>
    protected abstract OutboundMessage Take();

    /// <summary>A message that must not be lost to a close, such as a stop; one with no bytes when there is none. Called by the pump, under no lock.</summary>
    protected virtual OutboundMessage TakeUrgent() => OutboundMessage.None;

    /// <summary>
    /// Closes with a code after the write in progress and <paramref name="last"/>; aborts when the peer does not answer in time.
    /// </summary>
    /// <param name="status">The code.</param>
    /// <param name="reason">For people, at most 123 bytes of UTF-8.</param>
    /// <param name="last">One more text message before the close, or null.</param>
    public void Close(WebSocketCloseStatus status, string reason, byte[]? last = null)
    {
        lock (_closeGate)
        {
            if (_close is not null) return;
            _close = new Farewell(status, reason, last);
            _closeTimer = clock.Time.CreateTimer(static s => ((WebSocket)s!).Abort(), socket, CloseTimeout, Timeout.InfiniteTimeSpan);
        }

        Signal();
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Abort() => socket.Abort();

    /// <summary>Lets go of the timer once the connection is over.</summary>
    public void Finished()
    {
        lock (_closeGate) _closeTimer?.Dispose();
    }

    /// <summary>Whether the write in progress has waited longer than <see cref="WriteTimeout"/>.</summary>
    public bool IsStuck(long nowMs)
    {
        var since = Volatile.Read(ref _writingSinceMs);
        return since >= 0 && nowMs - since > WriteTimeout.TotalMilliseconds;
    }

    /// <summary>Says that a lane has something. Starts the pump unless it runs.</summary>
    protected void Signal()
    {
        if (Interlocked.Increment(ref _signals) == 1) _ = Pump();
    }

    private async Task Pump()
    {
        var seen = 1;
        try
        {
            do
            {
                seen = Volatile.Read(ref _signals);
                while (!_closeSent)
                {
                    if (_close is { } close)
                    {
                        _closeSent = true;
                        await SendUrgent();
                        if (close.Last is not null && socket.State == WebSocketState.Open)
                            await socket.SendAsync(close.Last.AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
                        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                            await socket.CloseOutputAsync(close.Status, close.Reason, CancellationToken.None);
                        break;
                    }

                    using var message = Take();
                    if (message.Bytes.IsEmpty) break;
                    Volatile.Write(ref _writingSinceMs, clock.NowMs);
                    await socket.SendAsync(message.Bytes, message.Type, WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression, CancellationToken.None);
                    Volatile.Write(ref _writingSinceMs, -1);
                }
            }
            while (Interlocked.Add(ref _signals, -seen) != 0);
        }
        catch (Exception)
        {
            // The connection is gone, or a message could not be written: nothing can be sent on it any more. The reader sees
            // the abort and cleans up; the signals stay up, so that no pump starts again.
            socket.Abort();
        }
    }

    private async Task SendUrgent()
    {
        while (socket.State == WebSocketState.Open)
        {
            using var urgent = TakeUrgent();
            if (urgent.Bytes.IsEmpty) return;
            await socket.SendAsync(urgent.Bytes, urgent.Type, true, CancellationToken.None);
        }
    }

    private sealed record Farewell(WebSocketCloseStatus Status, string Reason, byte[]? Last);
}
