using System.Buffers;
using System.Globalization;
using System.Text;

namespace RcFleet.Gateway.WebSockets;

/// <summary>
/// Writes one short JSON message into a buffer of the shared pool, allocating nothing: thousands a second go out. Commas and
/// names are the caller's, as they stand on the wire.
/// </summary>
/// <remarks>Interpolated strings would do; they box every number until their code is compiled for good, and cost more after.</remarks>
internal ref struct WireText
{
    private readonly byte[] _buffer;
    private int _length;

    /// <param name="capacity">The longest that the message can be, in bytes; to write more throws.</param>
    public WireText(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_buffer.AsSpan(_length));
        _length += utf8.Length;
    }

    /// <summary>Text that needs no escapes.</summary>
    public void Raw(string text) => _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));

    public void Number(long value)
    {
        if (!value.TryFormat(_buffer.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture)) throw Full();
        _length += written;
    }

    /// <summary>A number, or <c>null</c>.</summary>
    public void Number(long? value)
    {
        if (value is { } number) Number(number);
        else Raw("null"u8);
    }

    /// <summary>The shortest number that reads as the same.</summary>
    public void Number(float value)
    {
        if (!value.TryFormat(_buffer.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture)) throw Full();
        _length += written;
    }

    /// <summary>A measurement to the hundredth, or <c>null</c>.</summary>
    public void Hundredths(double? value)
    {
        if (value is not { } number)
        {
            Raw("null"u8);
            return;
        }

        if (!number.TryFormat(_buffer.AsSpan(_length), out var written, "0.##", CultureInfo.InvariantCulture)) throw Full();
        _length += written;
    }

    public void Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>The message, which takes the buffer with it.</summary>
    public readonly OutboundMessage ToMessage() => OutboundMessage.RentedText(_buffer, _length);

    private readonly InvalidOperationException Full() => new($"A message does not fit {_buffer.Length} bytes.");
}
