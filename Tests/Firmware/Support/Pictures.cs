namespace RcFleet.Firmware.Tests.Support;

/// <summary>JPEGs as far as their framing goes.</summary>
internal static class Pictures
{
    /// <summary>A frame that can be told from others by its fill.</summary>
    public static byte[] Good(byte fill) => [0xFF, 0xD8, 0xFF, 0xDB, .. Enumerable.Repeat(fill, 5000), 0xFF, 0xD9];

    /// <summary>Cut off by the sensor: no end marker.</summary>
    public static byte[] CutOff(byte fill) => Good(fill)[..^2];

    /// <summary>The frame id in the COM segment right after SOI; null if it is not ours.</summary>
    public static uint? FrameId(ReadOnlySpan<byte> jpeg)
    {
        if (jpeg.Length < 10 || jpeg[2] != 0xFF || jpeg[3] != 0xFE) return null;
        var text = System.Text.Encoding.ASCII.GetString(jpeg.Slice(6, jpeg[5] - 2)).Split(' ');
        return text is ["rc1", var id, _] ? uint.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : null;
    }
}
