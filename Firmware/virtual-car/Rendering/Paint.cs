namespace RcFleet.VirtualCar.Rendering;

/// <summary>Packed colours: luma in bits 0 to 7, Cb in 8 to 15, Cr in 16 to 23 (full-range BT.601, as JFIF has it).</summary>
public static class Paint
{
    /// <param name="red">0 to 255, as the others.</param>
    /// <param name="green">0 to 255.</param>
    /// <param name="blue">0 to 255.</param>
    public static uint Rgb(double red, double green, double blue)
    {
        var y = 0.299 * red + 0.587 * green + 0.114 * blue;
        var cb = 128 + (blue - y) * 0.564;
        var cr = 128 + (red - y) * 0.713;
        return Channel(y) | Channel(cb) << 8 | Channel(cr) << 16;
    }

    /// <summary>A mix: 0 gives <paramref name="a"/>, 1 gives <paramref name="b"/>.</summary>
    public static uint Mix(uint a, uint b, double part) =>
        Channel(Lerp(a & 0xff, b & 0xff, part))
        | Channel(Lerp(a >> 8 & 0xff, b >> 8 & 0xff, part)) << 8
        | Channel(Lerp(a >> 16 & 0xff, b >> 16 & 0xff, part)) << 16;

    /// <summary>The same hue, brighter or darker: luma times <paramref name="factor"/>.</summary>
    public static uint Shade(uint colour, double factor) => colour & 0xffff00 | Channel((colour & 0xff) * factor);

    /// <summary>A bright colour that a name always gets, for the car's bonnet.</summary>
    public static uint OfName(string name)
    {
        var hash = 2166136261u;
        foreach (var character in name) hash = (hash ^ character) * 16777619u;
        hash = (hash ^ hash >> 16) * 0x85ebca6bu;   // so that car-1 and car-2 do not look alike
        hash = (hash ^ hash >> 13) * 0xc2b2ae35u;
        var hue = (hash >> 8) % 360 / 60.0;
        var rise = 1 - Math.Abs(hue % 2 - 1);
        var (r, g, b) = (int)hue switch
        {
            0 => (1.0, rise, 0.0),
            1 => (rise, 1.0, 0.0),
            2 => (0.0, 1.0, rise),
            3 => (0.0, rise, 1.0),
            4 => (rise, 0.0, 1.0),
            _ => (1.0, 0.0, rise),
        };
        return Rgb(30 + 210 * r, 30 + 190 * g, 40 + 210 * b);
    }

    private static double Lerp(uint a, uint b, double part) => a + ((double)b - a) * part;

    private static uint Channel(double value) => (uint)Math.Clamp(value + 0.5, 0, 255);
}
