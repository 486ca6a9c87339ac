using System.Buffers;
using System.Net.WebSockets;

namespace RcFleet.Gateway.WebSockets;

/// <summary>One message on its way to a socket, in a buffer that goes back where it came from once it is written.</summary>
internal readonly struct OutboundMessage : IDisposable
{
    private readonly byte[]? _rented;
    private readonly IDisposable? _owner;

    private OutboundMessage(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, byte[]? rented, IDisposable? owner)
    {
        Bytes = bytes;
        Type = type;
        _rented = rented;
        _owner = owner;
    }

    /// <summary>Nothing to write.</summary>
    public static OutboundMessage None => default;

    /// <summary>What to write; empty when there is nothing.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Text or binary.</summary>
    public WebSocketMessageType Type { get; }

    /// <summary>Text in bytes of its own.</summary>
    public static OutboundMessage Text(ReadOnlyMemory<byte> utf8) => new(utf8, WebSocketMessageType.Text, null, null);

    /// <summary>Text in the first bytes of a buffer from the shared pool.</summary>
    public static OutboundMessage RentedText(byte[] rented, int length) => new(rented.AsMemory(0, length), WebSocketMessageType.Text, rented, null);

    /// <summary>Binary in bytes of its own.</summary>
    public static OutboundMessage Binary(byte[] bytes) => new(bytes, WebSocketMessageType.Binary, null, null);

    /// <summary>Binary in the first bytes of a buffer from the shared pool.</summary>
    public static OutboundMessage RentedBinary(byte[] rented, int length) => new(rented.AsMemory(0, length), WebSocketMessageType.Binary, rented, null);

    /// <summary>Binary in a buffer that <paramref name="owner"/> releases.</summary>
    public static OutboundMessage Binary(ReadOnlyMemory<byte> bytes, IDisposable owner) => new(bytes, WebSocketMessageType.Binary, null, owner);

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
        _owner?.Dispose();
    }
}
