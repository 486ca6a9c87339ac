using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>A WebSocket client that sends whatever frames a test wants, and answers no ping (RFC 6455, 5.2).</summary>
internal sealed class RawWebSocket : IDisposable
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Ping = 9;
    private readonly Socket _socket;

    private RawWebSocket(Socket socket) => _socket = socket;

    public static async Task<RawWebSocket> Connect(FleetServer server, string path, int receiveBuffer = 64 * 1024)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port);
        var raw = new RawWebSocket(socket);
        await raw.Bytes(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(one.AsMemory()) == 0) throw new IOException("Closed in the handshake: " + head);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        return raw;
    }

    /// <summary>A frame as a client sends it, masked with zeros unless told otherwise.</summary>
    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool final = true, bool masked = true)
    {
        var head = new byte[14];
        head[0] = (byte)((final ? 0x80 : 0) | opcode);
        var length = 2;
        if (payload.Length < 126)
        {
            head[1] = (byte)payload.Length;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            head[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payload.Length);
            length = 4;
        }
        else
        {
            head[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), (ulong)payload.Length);
            length = 10;
        }

        if (!masked) return [.. head[..length], .. payload];
        head[1] |= 0x80;
        return [.. head[..(length + 4)], .. payload];
    }

    public Task Send(object message) => Bytes(Frame(Text, JsonSerializer.SerializeToUtf8Bytes(message)));

    public async Task Bytes(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>Reads until the server closes; the close code, or null when it said none.</summary>
    public async Task<int?> Closed(TimeSpan? deadline = null)
    {
        using var patience = new CancellationTokenSource(deadline ?? TimeSpan.FromSeconds(10), TimeProvider.System);
        var received = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await _socket.ReceiveAsync(buffer.AsMemory(), patience.Token)) > 0)
            {
                received.Write(buffer, 0, read);
                if (CloseCode(received.ToArray()) is { } code) return code;
            }
        }
        catch (SocketException)
        {
            // Reset.
        }

        return CloseCode(received.ToArray());
    }

    public void Dispose() => _socket.Dispose();

    private static int? CloseCode(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 2)
        {
            var (length, head) = bytes[1] switch
            {
                126 when bytes.Length >= 4 => (BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 4),
                127 when bytes.Length >= 10 => ((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]), 10),
                < 126 => (bytes[1], 2),
                _ => (int.MaxValue - 10, 10),
            };
            if (bytes.Length < head + length) return null;
            if ((bytes[0] & 15) == 8 && length >= 2) return BinaryPrimitives.ReadUInt16BigEndian(bytes[head..]);
            bytes = bytes[(head + length)..];
        }

        return null;
    }
}
