using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using RcFleet.VirtualCar.Diagnostics;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Links;

/// <summary>
/// One device's socket to the server: opens it, registers, hands messages to the boards, sends, and comes back when it
/// is lost. Sends have two slots, the latest telemetry and the latest frame: what is not sent before the next one comes
/// is overwritten, never queued.
/// </summary>
internal sealed class DeviceLink(
    Uri url, DeviceCredential credential, Func<RegisterMessage> register, IReadOnlyList<IDeviceBoard> boards,
    CarClock clock, ILogger log)
{
    /// <summary>The longest text frame of the contract, in bytes.</summary>
    private const int MaxText = 16 * 1024;

    /// <summary>The longest binary frame of the contract, in bytes.</summary>
    private const int MaxFrame = 256 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly ReconnectPolicy _policy = new();
    private readonly SemaphoreSlim _toSend = new(0);
    private readonly Lock _stallGate = new();
    private TaskCompletionSource? _stall;
    private byte[]? _text;
    private byte[]? _frame;
    private ClientWebSocket? _socket;
    private volatile LinkState _state;
    private LinkEnd? _toldEnd;
    private long _framesSent;
    private long _malformed;
    private bool _everRegistered;
    private long? _registeredMs;

    public LinkState State => _state;

    public long FramesSent => Interlocked.Read(ref _framesSent);

    /// <summary>Text frames that could not be read, drive frames aside.</summary>
    public long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Sends a text frame soon, in place of one that still waits.</summary>
    public void Send(byte[] text)
    {
        if (_state != LinkState.Registered) return;
        if (Interlocked.Exchange(ref _text, text) is null) _toSend.Release();
    }

    /// <summary>Sends a JPEG soon, in place of one that still waits.</summary>
    public void SendFrame(byte[] jpeg)
    {
        if (_state != LinkState.Registered || jpeg.Length > MaxFrame) return;
        if (Interlocked.Exchange(ref _frame, jpeg) is null) _toSend.Release();
    }

    /// <summary>Breaks the socket without a word, as a lost radio link does.</summary>
    public void Kill() => Volatile.Read(ref _socket)?.Abort();

    /// <summary>Stops reading: what the server sends piles up on the way, until <see cref="ResumeReading"/>.</summary>
    public void StallReading()
    {
        lock (_stallGate) _stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void ResumeReading()
    {
        lock (_stallGate)
        {
            _stall?.TrySetResult();
            _stall = null;
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                _state = LinkState.Connecting;
                var (end, detail) = await ConnectionAsync(cancellation);
                if (cancellation.IsCancellationRequested) return;
                _state = LinkState.Waiting;
                if (_registeredMs is { } since) _policy.Lasted(TimeSpan.FromMilliseconds(clock.NowMs - since));
                _registeredMs = null;
                var wait = _policy.After(end, Random.Shared.NextDouble());
                Report(end, detail, wait.TotalSeconds);
                await Task.Delay(wait, clock.Time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
        finally
        {
            _state = LinkState.Down;
        }
    }

    private async Task<(LinkEnd End, string Detail)> ConnectionAsync(CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {credential.Key}");
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(2);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(6);
        _toldEnd = null;
        Volatile.Write(ref _socket, socket);
        using var connection = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task? sending = null;
        try
        {
            using (var connecting = new CancellationTokenSource(ConnectTimeout, clock.Time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(connecting.Token, cancellation))
            {
                await socket.ConnectAsync(url, either.Token);
                await socket.SendAsync(DeviceMessages.Serialize(register()), WebSocketMessageType.Text, true, either.Token);
            }

            sending = SendLoopAsync(socket, connection.Token);
            await ReceiveLoopAsync(socket, connection.Token);
            return (_toldEnd ?? Meaning((int?)socket.CloseStatus), $"closed, {(int?)socket.CloseStatus}");
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // ObjectDisposedException: aborted between two reads.
            return (_toldEnd ?? Meaning(socket.HttpStatusCode), lost.Message);
        }
        finally
        {
            _state = LinkState.Waiting;
            Volatile.Write(ref _socket, null);
            var now = clock.NowMs;
            foreach (var board in boards) board.Closed(now);
            await connection.CancelAsync();
            await CloseAsync(socket, cancellation);
            if (sending is not null) await sending;
        }
    }

    // A server that is told good-bye need not wait for a timeout to know.
    private static async Task CloseAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        try
        {
            if (cancellation.IsCancellationRequested && socket.State == WebSocketState.Open)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)
                    .WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }
        catch (Exception gone) when (gone is WebSocketException or TimeoutException or InvalidOperationException)
        {
            // It is gone already.
        }

        socket.Abort();
    }

    private async Task ReceiveLoopAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[1024];
        while (true)
        {
            await Stalled(cancellation);
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                if (length == buffer.Length)
                {
                    if (length >= MaxText) throw new WebSocketException("The server sent more than 16 KiB in one message.");
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
                length += part.Count;
            }
            while (!part.EndOfMessage);

            await Stalled(cancellation);
            if (part.MessageType == WebSocketMessageType.Close) return;
            if (part.MessageType == WebSocketMessageType.Text) Dispatch(ServerMessageReader.Read(buffer.AsMemory(0, length)));
            else Interlocked.Increment(ref _malformed);
        }
    }

    private Task Stalled(CancellationToken cancellation)
    {
        Task? stall;
        lock (_stallGate) stall = _stall?.Task;
        return stall is null ? Task.CompletedTask : stall.WaitAsync(cancellation);
    }

    private void Dispatch(ServerMessage message)
    {
        switch (message)
        {
            case RegisteredMessage:
                _registeredMs = clock.NowMs;
                _everRegistered = true;
                _text = _frame = null;
                _state = LinkState.Registered;
                LinkLog.Registered(log, credential.DeviceId, register().Role);
                break;
            case ErrorMessage error:
                LinkLog.ServerError(log, credential.DeviceId, error.Code, error.Message);
                _toldEnd = error.Code switch
                {
                    "unauthorized" => LinkEnd.Unauthorized,
                    "revoked" => LinkEnd.Revoked,
                    "replaced" => LinkEnd.Replaced,
                    _ => _toldEnd,
                };
                break;
            case MalformedMessage { Type: not "drive" }:
                Interlocked.Increment(ref _malformed);
                break;
        }

        var now = clock.NowMs;
        foreach (var board in boards) board.Received(now, message);
    }

    private async Task SendLoopAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _toSend.WaitAsync(cancellation);
                if (Interlocked.Exchange(ref _text, null) is { } text)
                    await socket.SendAsync(text, WebSocketMessageType.Text, true, cancellation);
                if (Interlocked.Exchange(ref _frame, null) is { } frame)
                {
                    await socket.SendAsync(frame, WebSocketMessageType.Binary, true, cancellation);
                    Interlocked.Increment(ref _framesSent);
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            socket.Abort();   // the receiving side reports it
        }
    }

    private void Report(LinkEnd end, string detail, double seconds)
    {
        if (end is LinkEnd.Unauthorized or LinkEnd.Revoked) LinkLog.Refused(log, credential.DeviceId, end, seconds);
        else if (end is LinkEnd.Replaced) LinkLog.Replaced(log, credential.DeviceId, seconds);
        else LinkLog.Lost(log, credential.DeviceId, _everRegistered ? detail : $"never registered: {detail}", seconds);
    }

    private static LinkEnd Meaning(int? closeCode) => closeCode switch
    {
        4401 => LinkEnd.Unauthorized,
        4403 => LinkEnd.Revoked,
        4409 => LinkEnd.Replaced,
        1012 => LinkEnd.Restarting,
        _ => LinkEnd.Lost,
    };

    private static LinkEnd Meaning(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => LinkEnd.Unauthorized,
        HttpStatusCode.Forbidden => LinkEnd.Revoked,
        _ => LinkEnd.Lost,
    };
}
