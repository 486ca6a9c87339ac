namespace RcFleet.VirtualCar.Rendering;

/// <summary>Paints the walls: 1 texel a centimetre, the top row is the wall's top.</summary>
internal static class WallPainter
{
    private static readonly string[] Words = ["RCFLEET", "DRIVE ME", "RCFLEET", "100% REMOTE"];

    /// <summary>Boards around the yard, each 2.56 m long and 0.55 m high.</summary>
    public static Texture Banner()
    {
        const int widthBits = 10, heightBits = 6, board = 256;
        uint[] grounds =
        [
            Paint.Rgb(22, 46, 110), Paint.Rgb(226, 120, 20), Paint.Rgb(236, 236, 236), Paint.Rgb(20, 112, 96),
        ];
        var dark = Paint.Rgb(30, 30, 34);
        var light = Paint.Rgb(245, 245, 245);
        return Fill(widthBits, heightBits, 4, (x, y) =>
        {
            var (index, within) = (x / board, x % board);
            if (y < 3 || y >= 51) return dark;
            if (within < 3) return dark;
            var ink = index == 2 ? Paint.Rgb(200, 30, 40) : light;
            var word = Words[index];
            const int pixel = 4;
            var start = (board - word.Length * Font.Advance * pixel) / 2;
            var (column, row) = ((within - start) / pixel, (y - 13) / pixel);
            var set = within >= start && y >= 13 && row < Font.GlyphHeight
                && column / Font.Advance < word.Length && column % Font.Advance < Font.GlyphWidth
                && Font.IsSet(word[column / Font.Advance], column % Font.Advance, row);
            return set ? ink : grounds[index];
        });
    }

    /// <summary>Piles of tyres, red and white by turns.</summary>
    public static Texture Tyres()
    {
        uint[] rubber = [Paint.Rgb(190, 36, 34), Paint.Rgb(224, 224, 220)];
        return Fill(6, 5, 4, (x, y) =>
        {
            var pile = rubber[x / 32 % 2];
            var round = Math.Sin((x % 32 + 0.5) / 32 * Math.PI);
            var seam = y % 8 == 7 ? 0.45 : 0.8 + 0.2 * Math.Sin((y % 8 + 0.5) / 7 * Math.PI);
            return Paint.Shade(pile, (0.4 + 0.6 * round) * seam);
        });
    }

    /// <summary>Planks.</summary>
    public static Texture Boards()
    {
        var wood = Paint.Rgb(176, 132, 84);
        return Fill(7, 5, 4, (x, y) =>
            Paint.Shade(wood, (y % 11 == 10 || (x + y / 11 * 37) % 64 == 0 ? 0.55 : 0.95) + 0.06 * Noise.Smooth(x / 9.0, y)));
    }

    private static Texture Fill(int widthBits, int heightBits, int levels, Func<int, int, uint> colour)
    {
        int width = 1 << widthBits, height = 1 << heightBits;
        var texels = new uint[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                texels[y * width + x] = colour(x, y);
        return new Texture(texels, widthBits, heightBits, levels);
    }
}
