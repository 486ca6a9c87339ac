using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace RcFleet.VirtualCar.Tests.Links;

/// <summary>The server's end of one device's socket.</summary>
internal sealed class FakeConnection(WebSocket socket, HttpContext context)
{
    private readonly Channel<JsonElement> _texts = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<byte[]> _frames = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JsonElement Register { get; set; }

    public string? Authorization { get; } = context.Request.Headers.Authorization;

    /// <summary>Completes when the car's side has gone.</summary>
    public Task Closed => _closed.Task;

    public int FramesWaiting => _frames.Reader.Count;

    public Task SendAsync(string json) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task CloseAsync(int code) => socket.CloseOutputAsync((WebSocketCloseStatus)code, null, CancellationToken.None);

    public Task SessionAsync(uint epoch) => SendAsync(
        $$"""{"type":"session","epoch":{{epoch}},"secondsLeft":600,"leaseTtlMs":3000,"maxThrottle":1.0,"paused":false}""");

    public Task DriveAsync(uint epoch, uint seq, long t, string throttle) => SendAsync(
        $$"""{"type":"drive","epoch":{{epoch}},"seq":{{seq}},"t":{{(uint)t}},"steering":0,"throttle":{{throttle}}}""");

    /// <summary>The next text of this type that satisfies a condition; others are passed over.</summary>
    public async Task<JsonElement> TextAsync(string type, Func<JsonElement, bool>? condition = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        while (true)
        {
            var text = await _texts.Reader.ReadAsync(limit.Token);
            if (text.GetProperty("type").GetString() == type && condition?.Invoke(text) is null or true) return text;
        }
    }

    public async Task<byte[]> FrameAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        return await _frames.Reader.ReadAsync(limit.Token);
    }

    public async Task PumpAsync()
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
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close) return;
                if (part.MessageType == WebSocketMessageType.Binary) _frames.Writer.TryWrite(buffer[..length]);
                else _texts.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length)));
            }
        }
        catch (WebSocketException)
        {
            // The car broke the socket.
        }
        finally
        {
            _closed.TrySetResult();
        }
    }
}
