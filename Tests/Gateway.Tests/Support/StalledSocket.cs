using System.Net.WebSockets;
using System.Text;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>
/// A socket whose writes stall on command: a network that stops can't be had on loopback without filling the kernel's
/// buffers, whose size is none of these tests' business.
/// </summary>
internal sealed class StalledSocket : WebSocket
{
    private readonly Lock _gate = new();
    private readonly List<string> _written = [];
    private TaskCompletionSource? _stall;
    private WebSocketState _state = WebSocketState.Open;

    public IReadOnlyList<string> Written
    {
        get
        {
            lock (_gate) return [.. _written];
        }
    }

    public bool Aborted { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    public WebSocketCloseStatus? Closed { get; private set; }

    /// <summary>From now on a write waits.</summary>
    public void Stall()
    {
        lock (_gate) _stall = new TaskCompletionSource();
    }

    /// <summary>Lets the writes go, on this thread.</summary>
    public void Release()
    {
        TaskCompletionSource? stall;
        lock (_gate) (stall, _stall) = (_stall, null);
        stall?.SetResult();
    }

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Task? stall;
        lock (_gate)
        {
            _written.Add(messageType == WebSocketMessageType.Text ? Encoding.UTF8.GetString(buffer) : $"binary {buffer.Count}");
            stall = _stall?.Task;
        }

        if (stall is not null) await stall;
        if (Aborted) throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
    }

    public override void Abort()
    {
        Aborted = true;
        _state = WebSocketState.Aborted;
        Release();
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Closed = closeStatus;
        _state = WebSocketState.CloseSent;
        return Task.CompletedTask;
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Only written to.");

    public override void Dispose()
    {
    }
}
