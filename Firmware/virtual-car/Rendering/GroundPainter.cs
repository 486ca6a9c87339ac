using RcFleet.VirtualCar.Track;

namespace RcFleet.VirtualCar.Rendering;

/// <summary>Paints the ground as seen from above: mown grass, asphalt, kerbs, lines, the start grid.</summary>
internal static class GroundPainter
{
    private const int WidthBits = 11, HeightBits = 10;
    private const int Width = 1 << WidthBits, Height = 1 << HeightBits;

    public static Texture Paint(RaceTrack track)
    {
        var texels = new uint[Width * Height];
        Grass(texels);
        Road(texels, track);
        Grid(texels, track);
        return new Texture(Soften(texels), WidthBits, HeightBits, levels: 6);
    }

    private static void Grass(uint[] texels)
    {
        var light = Rendering.Paint.Rgb(104, 158, 66);
        var dark = Rendering.Paint.Rgb(82, 136, 54);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var mown = (x + y) / 60 % 2 == 0 ? light : dark;
                var tint = 1 + 0.05 * Noise.White(x / 2, y / 2) + 0.06 * Noise.Smooth(x / 23.0, y / 23.0);
                texels[y * Width + x] = Rendering.Paint.Shade(mown, tint);
            }
        }
    }

    // A small blur, so that slanting edges show no stairs when seen from near.
    private static uint[] Soften(uint[] from)
    {
        var to = new uint[from.Length];
        for (var i = 0; i < from.Length; i++)
        {
            uint middle = from[i], left = from[i - 1 & from.Length - 1], right = from[i + 1 & from.Length - 1];
            uint above = from[i - Width & from.Length - 1], below = from[i + Width & from.Length - 1];
            var outer = 4 * (middle & 0xff00ff) + (left & 0xff00ff) + (right & 0xff00ff) + (above & 0xff00ff) + (below & 0xff00ff);
            var inner = 4 * (middle & 0xff00) + (left & 0xff00) + (right & 0xff00) + (above & 0xff00) + (below & 0xff00);
            to[i] = outer >> 3 & 0xff00ff | inner >> 3 & 0xff00;
        }

        return to;
    }

    private static void Road(uint[] texels, RaceTrack track)
    {
        const double edge = RaceTrack.HalfWidth + RaceTrack.KerbWidth;
        var line = track.Line;

        // Kerbs first, so that where the road bends back on itself its asphalt wins.
        for (var i = 0; i < line.Count; i++)
            Across(texels, line, i, RaceTrack.HalfWidth, edge, Kerb);
        for (var i = 0; i < line.Count; i++)
            Across(texels, line, i, 0, RaceTrack.HalfWidth, Asphalt);
    }

    private static void Across(
        uint[] texels, IReadOnlyList<TrackPoint> line, int index, double from, double to,
        Func<double, double, int, int, uint> colour)
    {
        var (a, b) = (line[index], line[(index + 1) % line.Count]);
        var turn = Math.IEEERemainder(b.Heading - a.Heading, 2 * Math.PI);
        for (var sub = 0; sub < 5; sub++)
        {
            var part = sub / 5.0;
            double px = a.X + (b.X - a.X) * part, py = a.Y + (b.Y - a.Y) * part;
            var along = a.Along + RaceTrack.Spacing * part;
            var (ny, nx) = (Math.Cos(a.Heading + turn * part), -Math.Sin(a.Heading + turn * part));
            for (var lateral = from; lateral < to; lateral += 0.005)
            {
                Dot(px + nx * lateral, py + ny * lateral, lateral);
                Dot(px - nx * lateral, py - ny * lateral, -lateral);
            }

            void Dot(double wx, double wy, double lateral)
            {
                int x = (int)(wx * Scenery.GroundScale), y = (int)(wy * Scenery.GroundScale);
                texels[(y & Height - 1) * Width + (x & Width - 1)] = colour(along, lateral, x, y);
            }
        }
    }

    private static uint Kerb(double along, double lateral, int x, int y)
    {
        var red = (int)(along / 0.22) % 2 == 0;
        var colour = red ? Rendering.Paint.Rgb(208, 40, 36) : Rendering.Paint.Rgb(236, 236, 232);
        return Rendering.Paint.Shade(colour, 1 + 0.03 * Noise.White(x, y));
    }

    private static uint Asphalt(double along, double lateral, int x, int y)
    {
        if (along < 0.36)
        {
            var chequer = ((int)(along / 0.09) + (int)((lateral + 1) / 0.09)) % 2 == 0;
            return chequer ? Rendering.Paint.Rgb(24, 24, 26) : Rendering.Paint.Rgb(240, 240, 240);
        }

        var white = Rendering.Paint.Rgb(232, 232, 228);
        if (Math.Abs(lateral) > RaceTrack.HalfWidth - 0.045) return white;
        if (Math.Abs(lateral) < 0.018 && along % 0.6 < 0.3) return Rendering.Paint.Rgb(240, 196, 60);

        // Grey with speckles, and darker where everybody drives.
        var groove = Math.Exp(-Math.Pow((Math.Abs(lateral) - 0.22) / 0.12, 2));
        var grey = 96 - 10 * groove + 5 * Noise.White(x, y) + 5 * Noise.Smooth(x / 15.0, y / 15.0);
        return Rendering.Paint.Rgb(grey, grey, grey + 4);
    }

    // White brackets where the cars stand at the start.
    private static void Grid(uint[] texels, RaceTrack track)
    {
        var white = Rendering.Paint.Rgb(232, 232, 228);
        for (var place = 0; place < 6; place++)
        {
            var pose = track.GridPlace(place);
            double cos = Math.Cos(pose.Heading), sin = Math.Sin(pose.Heading);
            for (var side = -0.17; side <= 0.17; side += 0.004)
                for (var ahead = 0.0; ahead < 0.16; ahead += 0.004)
                {
                    if (ahead < 0.13 && Math.Abs(side) < 0.145) continue;
                    var x = (int)((pose.X + cos * (ahead + 0.28) - sin * side) * Scenery.GroundScale);
                    var y = (int)((pose.Y + sin * (ahead + 0.28) + cos * side) * Scenery.GroundScale);
                    texels[(y & Height - 1) * Width + (x & Width - 1)] = white;
                }
        }
    }
}
