namespace RcFleet.VirtualCar.Rendering;

/// <summary>A repeating picture whose sides are powers of two, with smaller copies of itself for greater distances.</summary>
public sealed class Texture
{
    /// <param name="texels">Packed colours, row by row.</param>
    /// <param name="widthBits">Width is 2 to this power.</param>
    /// <param name="heightBits">Height is 2 to this power.</param>
    /// <param name="levels">How many sizes, each half of the one before.</param>
    public Texture(uint[] texels, int widthBits, int heightBits, int levels)
    {
        WidthBits = widthBits;
        HeightBits = heightBits;
        Levels = new uint[levels][];
        Levels[0] = texels;
        for (var level = 1; level < levels; level++)
            Levels[level] = Halve(Levels[level - 1], 1 << widthBits - level + 1, 1 << heightBits - level + 1);
    }

    public int WidthBits { get; }

    public int HeightBits { get; }

    /// <summary>Level 0 is the whole picture.</summary>
    public uint[][] Levels { get; }

    private static uint[] Halve(uint[] from, int width, int height)
    {
        var to = new uint[width / 2 * (height / 2)];
        for (var y = 0; y < height / 2; y++)
        {
            for (var x = 0; x < width / 2; x++)
            {
                var at = 2 * y * width + 2 * x;
                uint a = from[at], b = from[at + 1], c = from[at + width], d = from[at + width + 1];
                var outer = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff) + 0x020002;
                var inner = (a >> 8 & 0xff) + (b >> 8 & 0xff) + (c >> 8 & 0xff) + (d >> 8 & 0xff) + 2;
                to[y * (width / 2) + x] = outer >> 2 & 0xff00ff | inner >> 2 << 8;
            }
        }

        return to;
    }
}
