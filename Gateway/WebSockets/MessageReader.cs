using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace RcFleet.Gateway.WebSockets;

/// <summary>
/// Reads whole messages from one socket. Holds no buffer while it waits, so that an idle connection costs none; a message
/// lies in one pooled buffer that lives until the next read.
/// </summary>
/// <param name="socket">Read by nobody else.</param>
/// <param name="maxText">Longest text message, in bytes.</param>
/// <param name="maxBinary">Longest binary message, in bytes; 0 when there must be none.</param>
internal sealed class MessageReader(WebSocket socket, int maxText, int maxBinary) : IDisposable
{
    private const int FirstBuffer = 1024;
    private byte[]? _buffer;
    private int _length;
    private volatile bool _midway;
    private volatile int _whole;
    private Task<MessageKind>? _ahead;

    /// <summary>A message has begun and has not ended.</summary>
    public bool Midway => _midway;

    /// <summary>How many messages have come whole; wraps.</summary>
    public int Whole => _whole;

    /// <summary>The message, valid until the next read.</summary>
    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, _length);

    /// <summary>Hands the message's pooled buffer over to the caller, who returns it to the shared pool.</summary>
    public byte[] DetachBuffer(out int length)
    {
        var buffer = _buffer ?? throw new InvalidOperationException("There is no message, or an empty one.");
        length = _length;
        _buffer = null;
        _length = 0;
        return buffer;
    }

    /// <summary>Begins to wait for the next message, for somebody who waits for something else as well; the next read takes it.</summary>
    public Task<MessageKind> ReadAhead(CancellationToken cancellation) => _ahead ??= ReadOneAsync(cancellation).AsTask();

    /// <summary>Waits for the next whole message. A broken connection reads as closed: there is nothing else to do about it.</summary>
    /// <remarks>
    /// To be awaited once: what it waits with is used again by the next read. Anew for each message, it was the largest part
    /// of what the collector found alive, held from an old connection, at every collection.
    /// </remarks>
    public ValueTask<MessageKind> ReadAsync(CancellationToken cancellation)
    {
        if (_ahead is not { } ahead) return ReadOneAsync(cancellation);
        _ahead = null;
        return new ValueTask<MessageKind>(ahead);
    }

    public void Dispose() => Release();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<MessageKind> ReadOneAsync(CancellationToken cancellation)
    {
        Release();
        try
        {
            // A read of zero bytes returns when there is something to read.
            var first = await socket.ReceiveAsync(Memory<byte>.Empty, cancellation);
            if (first.MessageType == WebSocketMessageType.Close) return MessageKind.Closed;
            if (first.EndOfMessage) return first.MessageType == WebSocketMessageType.Text ? MessageKind.Text : MessageKind.Binary;
            _midway = true;
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
            while (true)
            {
                var part = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellation);
                if (part.MessageType == WebSocketMessageType.Close) return MessageKind.Closed;
                var text = part.MessageType == WebSocketMessageType.Text;
                _length += part.Count;
                if (_length > (text ? maxText : maxBinary)) return MessageKind.TooLarge;
                if (part.EndOfMessage)
                {
                    _midway = false;
                    _whole++;
                    return text ? MessageKind.Text : MessageKind.Binary;
                }

                if (_length == _buffer.Length) Grow(text ? maxText : maxBinary);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return MessageKind.Closed;
        }
    }

    // One byte more than the limit fits, so that a message over it is seen as such.
    private void Grow(int limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer!.Length * 4, limit + 1));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Release()
    {
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _length = 0;
    }
}
