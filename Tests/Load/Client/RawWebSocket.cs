using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RcFleet.Load.Client;

/// <summary>
/// A WebSocket client bare enough to cost the generator little: it writes frames that are ready made and hands on whole
/// messages where they lie in its receive buffer. .NET's own client would spend more on a message than the servers do.
/// </summary>
internal sealed class RawWebSocket : IDisposable
{
    private const int Ping = 9;
    private const int Pong = 10;
    private const int CloseCode = 8;
    private static readonly TimeSpan HandshakeDeadline = TimeSpan.FromSeconds(60);
    private readonly Socket _socket;
    private readonly SocketAsyncEventArgs _receive = new();
    private byte[] _buffer;
    private int _start;
    private int _end;
    private MessageHandler? _handler;
    private volatile bool _disposed;

    private RawWebSocket(Socket socket, int receiveBuffer)
    {
        _socket = socket;
        _buffer = new byte[receiveBuffer];
        _receive.Completed += (_, _) => ReceiveLoop(completed: true);
    }

    /// <summary>A message: its opcode (1 text, 2 binary) and its bytes, valid during the call.</summary>
    public delegate void MessageHandler(int opcode, ReadOnlySpan<byte> payload);

    /// <summary>Whether the server closed the connection, and why; null while it is open.</summary>
    public string? ClosedBecause { get; private set; }

    public static async Task<RawWebSocket> ConnectAsync(Uri server, string path, string? bearer = null, int receiveBuffer = 2048)
    {
        using var deadline = new CancellationTokenSource(HandshakeDeadline, TimeProvider.System);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), deadline.Token);
            var authorization = bearer is null ? "" : $"Authorization: Bearer {bearer}\r\n";
            var request = $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{authorization}\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None, deadline.Token);
            var client = new RawWebSocket(socket, receiveBuffer);
            await client.ReadUpgradeAsync(deadline.Token);
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A client's frame with a masking key of zeros, under which the payload stands as it is and can be patched in place.
    /// The server unmasks it like any other (RFC 6455, 5.3).
    /// </summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, out int payloadAt)
    {
        payloadAt = payload.Length < 126 ? 6 : payload.Length <= ushort.MaxValue ? 8 : 14;
        var frame = new byte[payloadAt + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        switch (payloadAt)
        {
            case 6:
                frame[1] = (byte)(0x80 | payload.Length);
                break;
            case 8:
                frame[1] = 0x80 | 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
                break;
            default:
                frame[1] = 0x80 | 127;
                BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
                break;
        }

        payload.CopyTo(frame.AsSpan(payloadAt));
        return frame;
    }

    public static byte[] TextFrame(string text) => Frame(1, Encoding.UTF8.GetBytes(text), out _);

    /// <summary>Writes a frame at once. False when the socket can't take it now: the server does not read as fast as it is sent to.</summary>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        if (_disposed || ClosedBecause is not null) return false;
        var sent = _socket.Send(frame, SocketFlags.None, out var error);
        if (sent == frame.Length) return true;
        if (error is SocketError.Success or SocketError.WouldBlock && sent > 0)
        {
            // Half a frame is out: the rest must follow, or the connection is of no use.
            _socket.Blocking = true;
            while (sent < frame.Length) sent += _socket.Send(frame[sent..]);
            _socket.Blocking = false;
            return true;
        }

        return false;
    }

    public async Task SendAsync(byte[] frame)
    {
        for (var sent = 0; sent < frame.Length;) sent += await _socket.SendAsync(frame.AsMemory(sent));
    }

    /// <summary>Reads messages until one of <paramref name="type"/>, before <see cref="StartReceiving"/>.</summary>
    public async Task<string> ReadUntilAsync(string type)
    {
        using var deadline = new CancellationTokenSource(HandshakeDeadline, TimeProvider.System);
        while (true)
        {
            string? found = null;
            Parse((_, payload) =>
            {
                var text = Encoding.UTF8.GetString(payload);
                if (text.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal)) found = text;
            }, once: true);
            if (found is not null) return found;
            if (ClosedBecause is not null) throw new InvalidOperationException($"The server closed the connection instead of sending {type}: {ClosedBecause}");
            if (Compact()) continue;
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), deadline.Token);
            if (count == 0) throw new InvalidOperationException($"The server cut the connection instead of sending {type}.");
            _end += count;
        }
    }

    /// <summary>Hands on every further message, on the thread that the socket's events come on.</summary>
    public void StartReceiving(MessageHandler handler)
    {
        _handler = handler;
        _socket.Blocking = false;
        Parse(handler, once: false);
        ReceiveLoop(completed: false);
    }

    public void Dispose()
    {
        _disposed = true;
        _socket.Dispose();
    }

    private void ReceiveLoop(bool completed)
    {
        try
        {
            while (!_disposed)
            {
                if (!completed)
                {
                    Compact();
                    _receive.SetBuffer(_buffer, _end, _buffer.Length - _end);
                    if (_socket.ReceiveAsync(_receive)) return;
                }

                completed = false;
                if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
                {
                    ClosedBecause ??= $"cut ({_receive.SocketError})";
                    return;
                }

                _end += _receive.BytesTransferred;
                Parse(_handler!, once: false);
                if (ClosedBecause is not null) return;
            }
        }
        catch (ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    // A server's frame is not masked: 2 bytes, or 4 or 10 with a longer length, then the payload (RFC 6455, 5.2).
    private void Parse(MessageHandler handler, bool once)
    {
        while (true)
        {
            var available = _buffer.AsSpan(_start, _end - _start);
            if (available.Length < 2) return;
            var opcode = available[0] & 0x0f;
            long length = available[1] & 0x7f;
            var at = 2;
            if (length == 126)
            {
                if (available.Length < 4) return;
                length = BinaryPrimitives.ReadUInt16BigEndian(available[2..]);
                at = 4;
            }
            else if (length == 127)
            {
                if (available.Length < 10) return;
                length = BinaryPrimitives.ReadInt64BigEndian(available[2..]);
                at = 10;
            }

            if (available.Length < at + length)
            {
                if (at + length > _buffer.Length) Array.Resize(ref _buffer, (int)(at + length));
                return;
            }

            var payload = available.Slice(at, (int)length);
            _start += at + (int)length;
            switch (opcode)
            {
                case Ping:
                    TrySend(Frame(Pong, payload, out _));
                    break;
                case CloseCode:
                    ClosedBecause = payload.Length < 2 ? "closed" : $"{BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload[2..])}";
                    return;
                case Pong:
                    break;
                default:
                    handler(opcode, payload);
                    if (once) return;
                    break;
            }
        }
    }

    // True when a whole header may lie in what is left, so that it is worth parsing again before more is read.
    private bool Compact()
    {
        var left = _end - _start;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, left).CopyTo(_buffer);
            _start = 0;
            _end = left;
            return left >= 2;
        }

        return false;
    }

    private async Task ReadUpgradeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellation);
            if (count == 0) throw new InvalidOperationException("The server cut the connection during the WebSocket handshake.");
            _end += count;
            var end = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            if (!_buffer.AsSpan().StartsWith("HTTP/1.1 101"u8))
                throw new InvalidOperationException($"The server did not upgrade: {Encoding.ASCII.GetString(_buffer, 0, end).Split("\r\n")[0]}");
            _start = end + 4;
            return;
        }
    }
}
