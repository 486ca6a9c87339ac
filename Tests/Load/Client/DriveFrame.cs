using System.Buffers.Text;
using System.Text;

namespace RcFleet.Load.Client;

/// <summary>A drive command, framed once; only its sequence and its stamp change, in place.</summary>
internal sealed class DriveFrame
{
    // Stands for a number of ten digits that leading spaces fill up: JSON allows blanks before a value.
    private const string Seq = "1111111111";
    private const string Stamp = "2222222222";
    private readonly byte[] _frame;
    private readonly int _seqAt;
    private readonly int _stampAt;

    public DriveFrame(Func<string, string, string> text)
    {
        _frame = RawWebSocket.TextFrame(text(Seq, Stamp));
        _seqAt = _frame.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Seq));
        _stampAt = _frame.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Stamp));
    }

    public ReadOnlySpan<byte> With(uint seq, uint stampMs)
    {
        Write(_seqAt, seq);
        Write(_stampAt, stampMs);
        return _frame;
    }

    /// <summary>The sequence of a command that arrived; 0 when the message is another.</summary>
    public static uint SeqOf(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf("\"seq\":"u8);
        if (at < 0) return 0;
        message = message[(at + 6)..].TrimStart((byte)' ');
        return Utf8Parser.TryParse(message, out uint seq, out _) ? seq : 0;
    }

    private void Write(int at, uint value)
    {
        var digits = _frame.AsSpan(at, Seq.Length);
        for (var i = digits.Length - 1; i >= 0; i--, value /= 10)
            digits[i] = value == 0 && i < digits.Length - 1 ? (byte)' ' : (byte)('0' + value % 10);
    }
}
