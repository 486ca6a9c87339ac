using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace RcFleet.Support;

/// <summary>A WebSocket client that keeps all it received.</summary>
public sealed class TestSocket : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket;
    private readonly Lock _gate = new();
    private readonly List<JsonElement> _texts = [];
    private readonly List<byte[]> _frames = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private int _taken;
    private bool _closed;

    private TestSocket(ClientWebSocket socket) => _socket = socket;

    public int? CloseCode => (int?)_socket.CloseStatus;

    /// <summary>Told of every text message when it arrives.</summary>
    public Action<JsonElement>? OnText { get; set; }

    /// <summary>Nothing comes any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate) return _closed;
        }
    }

    public static async Task<TestSocket> ConnectAsync(Uri url, string? bearer = null, params (string Name, string Value)[] headers)
    {
        var client = new ClientWebSocket();
        foreach (var (name, value) in headers) client.Options.SetRequestHeader(name, value);
        if (bearer is not null) client.Options.SetRequestHeader("Authorization", "Bearer " + bearer);
        await client.ConnectAsync(url, CancellationToken.None).WaitAsync(Deadline, TimeProvider.System);
        var socket = new TestSocket(client);
        socket._reading = socket.ReadAll();
        return socket;
    }

    /// <summary>Everything received so far, oldest first.</summary>
    public IReadOnlyList<JsonElement> Texts
    {
        get
        {
            lock (_gate) return [.. _texts];
        }
    }

    /// <summary>Binary messages received so far.</summary>
    public IReadOnlyList<byte[]> Frames
    {
        get
        {
            lock (_gate) return [.. _frames];
        }
    }

    public Task Send(object message) => SendText(JsonSerializer.Serialize(message));

    public Task SendText(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendBinary(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>The next message of this type (and that fits), skipping others.</summary>
    public async Task<JsonElement> Next(string type, Func<JsonElement, bool>? fits = null)
    {
        JsonElement found = default;
        await Until(() =>
        {
            while (_taken < _texts.Count)
            {
                var text = _texts[_taken++];
                if (text.GetProperty("type").GetString() != type || fits?.Invoke(text) == false) continue;
                found = text;
                return true;
            }

            return false;
        }, $"a {type}");
        return found;
    }

    /// <summary>The first message of this type (and that fits), wherever it stands.</summary>
    public async Task<JsonElement> First(string type, Func<JsonElement, bool>? fits = null)
    {
        JsonElement? found = null;
        await Until(() => (found = _texts.Select(t => (JsonElement?)t).FirstOrDefault(t => t!.Value.GetProperty("type").GetString() == type && fits?.Invoke(t.Value) != false)) is not null, $"a {type}");
        return found!.Value;
    }

    /// <summary>The first frame with this index.</summary>
    public async Task<byte[]> Frame(int index)
    {
        await Until(() => _frames.Count > index, $"frame {index}");
        lock (_gate) return _frames[index];
    }

    /// <summary>Waits for the server to close and returns the code.</summary>
    public async Task<int?> Closed()
    {
        await Until(() => _closed, "a close");
        return CloseCode;
    }

    /// <summary>Cuts the connection without a word, as an unplugged cable would be seen after a reset.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
            }
            catch (WebSocketException)
            {
                // The server was faster.
            }
        }

        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task Until(Func<bool> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition()) return;
                if (_closed && what != "a close") throw new InvalidOperationException($"Closed with {CloseCode} {_socket.CloseStatusDescription} while waiting for {what}. {Seen()}");
                changed = _changed.Task;
            }

            var left = Deadline - TimeProvider.System.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || await Task.WhenAny(changed, Task.Delay(left, TimeProvider.System)) != changed)
            {
                lock (_gate) throw new TimeoutException($"No {what} within {Deadline.TotalSeconds} s. {Seen()}");
            }
        }
    }

    private string Seen() => $"{_frames.Count} frames; messages: {string.Join("\n", _texts.TakeLast(20))}";

    private async Task ReadAll()
    {
        var buffer = new byte[300 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    break;
                }

                lock (_gate)
                {
                    if (part.MessageType == WebSocketMessageType.Text) _texts.Add(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length)));
                    else _frames.Add(buffer.AsSpan(0, length).ToArray());
                }

                if (part.MessageType == WebSocketMessageType.Text) OnText?.Invoke(_texts[^1]);

                Pulse();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed without a close frame, or disposed.
        }

        lock (_gate) _closed = true;
        Pulse();
    }

    private void Pulse()
    {
        TaskCompletionSource changed;
        lock (_gate) (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        changed.TrySetResult();
    }
}
