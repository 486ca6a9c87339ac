using System.Globalization;
using System.Text;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.WebSockets;

public class WireTextTests
{
    [Fact]
    public void Numbers_AreJsonOfAnyMachine_AndMissingOnesAreNull()
    {
        var before = CultureInfo.CurrentCulture;
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (foreign.NumberFormat.NumberDecimalSeparator, foreign.NumberFormat.NegativeSign) = (",", "~");
        CultureInfo.CurrentCulture = foreign;
        try
        {
            Assert.Equal("-9223372036854775808 0 4294967295", Written(static (ref text) =>
            {
                text.Number(long.MinValue);
                text.Raw(" "u8);
                text.Number(0);
                text.Raw(" "u8);
                text.Number(uint.MaxValue);
            }));
            Assert.Equal("-0.25 1 0.1", Written(static (ref text) =>
            {
                text.Number(-0.25f);
                text.Raw(" "u8);
                text.Number(1f);
                text.Raw(" "u8);
                text.Number(0.1f);
            }));
            Assert.Equal("-1.23 0 12 null", Written(static (ref text) =>
            {
                text.Hundredths(-1.234);
                text.Raw(" "u8);
                text.Hundredths(0.001);
                text.Raw(" "u8);
                text.Hundredths(12);
                text.Raw(" "u8);
                text.Hundredths(null);
            }));
            Assert.Equal("null 5 true false é", Written(static (ref text) =>
            {
                text.Number((int?)null);
                text.Raw(" "u8);
                text.Number((uint?)5);
                text.Raw(" "u8);
                text.Bool(true);
                text.Raw(" "u8);
                text.Bool(false);
                text.Raw(" é");
            }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void More_ThanTheBufferHolds_Throws()
    {
        Assert.Throws<ArgumentException>(() => Written(static (ref text) => text.Raw(new string('x', 2000))));
        Assert.Throws<InvalidOperationException>(() => Written(static (ref text) =>
        {
            for (var i = 0; i < 1000; i++) text.Number(i);
        }));
    }

    private delegate void Writing(ref WireText text);

    private static string Written(Writing write)
    {
        var text = new WireText(64);
        write(ref text);
        using var message = text.ToMessage();
        return Encoding.UTF8.GetString(message.Bytes.Span);
    }
}
