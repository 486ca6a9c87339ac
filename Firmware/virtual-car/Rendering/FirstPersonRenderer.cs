using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RcFleet.VirtualCar.Jpeg;
using RcFleet.VirtualCar.Physics;
using RcFleet.VirtualCar.Track;

namespace RcFleet.VirtualCar.Rendering;

/// <summary>
/// Draws what the car's camera sees, in software: the panorama above the horizon, the ground row by row (every row of
/// it lies at one distance, so one scale and one size of texture serve the whole row), walls column by column, the
/// bonnet, the text. Integer arithmetic in the inner loops. One renderer serves one thread at a time.
/// </summary>
public sealed class FirstPersonRenderer
{
    public const int Width = 640, Height = 480;

    private const int Horizon = 200;
    private const double CameraHeight = 0.17;    // m above the ground
    private const double CameraAhead = 0.16;     // m before the rear axle
    private const double Focal = 400;            // px: 77 degrees across

    private readonly RaceTrack _track;
    private readonly Scenery _scenery;
    private readonly uint[] _pixels = new uint[Width * Height];
    private readonly int[] _skyColumn = new int[Width];
    private readonly List<WallHit> _hits = [];
    private readonly uint _bonnet;

    /// <param name="track">The track.</param>
    /// <param name="scenery">Its pictures.</param>
    /// <param name="name">Gives the bonnet its colour.</param>
    public FirstPersonRenderer(RaceTrack track, Scenery scenery, string name)
    {
        (_track, _scenery) = (track, scenery);
        _bonnet = Paint.OfName(name);
        for (var x = 0; x < Width; x++)
            _skyColumn[x] = (int)Math.Round(Math.Atan((x - Width / 2 + 0.5) / Focal) / (2 * Math.PI) * Scenery.SkyWidth);
        Image = new PlanarImage(Width, Height);
    }

    /// <summary>The frame drawn last; drawn over by the next.</summary>
    public PlanarImage Image { get; }

    public PlanarImage Render(in View view)
    {
        var camera = new Camera(view.Pose);
        Sky(camera);
        Ground(camera);
        Walls(camera);
        Bonnet(view.Servo);
        Text(view.TopLeft, 10, 10);
        Text(view.TopRight, Width - 10 - view.TopRight.Length * Font.Advance * 2, 10);
        Text(view.BottomLeft, 10, Height - 24);
        Split();
        return Image;
    }

    private void Sky(in Camera camera)
    {
        var turn = (int)(camera.Heading / (2 * Math.PI) * Scenery.SkyWidth) + Scenery.SkyWidth;
        Span<int> columns = stackalloc int[Width];
        for (var x = 0; x < Width; x++) columns[x] = (_skyColumn[x] + turn) % Scenery.SkyWidth;
        for (var y = 0; y < Horizon; y++)
        {
            var from = _scenery.Sky.AsSpan((Scenery.SkyHeight - Horizon + y) * Scenery.SkyWidth, Scenery.SkyWidth);
            var to = _pixels.AsSpan(y * Width, Width);
            for (var x = 0; x < to.Length; x++) to[x] = from[columns[x]];
        }
    }

    private void Ground(in Camera camera)
    {
        for (var y = Horizon; y < Height; y++)
        {
            var distance = CameraHeight * Focal / (y - Horizon + 0.5);
            var step = distance / Focal * Scenery.GroundScale;   // texels a pixel
            var level = Math.Clamp((int)Math.Floor(Math.Log2(step * 1.6) + 0.5), 0, _scenery.Ground.Levels.Length - 1);
            var scale = Scenery.GroundScale / (double)(1 << level) * 65536;
            var left = -(Width / 2 - 0.5) * distance / Focal;
            var u = (long)((camera.X + camera.Cos * distance - camera.Sin * left) * scale) - 32768;
            var v = (long)((camera.Y + camera.Sin * distance + camera.Cos * left) * scale) - 32768;
            GroundRow(
                _pixels.AsSpan(y * Width, Width), _scenery.Ground.Levels[level],
                _scenery.Ground.WidthBits - level, _scenery.Ground.HeightBits - level,
                (int)u, (int)v, (int)(-camera.Sin * distance / Focal * scale), (int)(camera.Cos * distance / Focal * scale));
        }
    }

    // Bilinear: each pixel is a mix of four texels. u and v are texels in 16.16.
    private static void GroundRow(Span<uint> row, uint[] texels, int widthBits, int heightBits, int u, int v, int du, int dv)
    {
        int maskX = (1 << widthBits) - 1, maskY = (1 << heightBits) - 1;
        for (var x = 0; x < row.Length; x++)
        {
            int left = u >> 16 & maskX, right = left + 1 & maskX;
            int above = (v >> 16 & maskY) << widthBits, below = ((v >> 16) + 1 & maskY) << widthBits;
            uint fx = (uint)(u >> 8) & 0xff, fy = (uint)(v >> 8) & 0xff;
            row[x] = Blend(
                Blend(texels[above | left], texels[above | right], fx),
                Blend(texels[below | left], texels[below | right], fx), fy);
            u += du;
            v += dv;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Blend(uint a, uint b, uint part)
    {
        uint outer = a & 0xff00ff, inner = a & 0x00ff00;
        outer += ((b & 0xff00ff) - outer) * part >> 8;
        inner += ((b & 0x00ff00) - inner) * part >> 8;
        return outer & 0xff00ff | inner & 0x00ff00;
    }

    private void Walls(in Camera camera)
    {
        var walls = _track.Walls;
        for (var x = 0; x < Width; x++)
        {
            var across = (x - Width / 2 + 0.5) / Focal;
            double rayX = camera.Cos - camera.Sin * across, rayY = camera.Sin + camera.Cos * across;
            _hits.Clear();
            for (var i = 0; i < walls.Count; i++)
            {
                var wall = walls[i];
                double wx = wall.X2 - wall.X1, wy = wall.Y2 - wall.Y1;
                var cross = rayX * wy - rayY * wx;
                if (Math.Abs(cross) < 1e-9) continue;
                double px = wall.X1 - camera.X, py = wall.Y1 - camera.Y;
                var distance = (px * wy - py * wx) / cross;
                var along = (px * rayY - py * rayX) / cross;
                if (distance > 0.02 && along is >= 0 and <= 1)
                    _hits.Add(new WallHit(distance, along * wall.Length, wall, Math.Abs(wy) > Math.Abs(wx) ? 205u : 256u));
            }

            // Far to near: a low wall hides only the foot of a high one behind it.
            _hits.Sort(static (a, b) => b.Distance.CompareTo(a.Distance));
            foreach (var hit in _hits) WallColumn(x, hit);
        }
    }

    private void WallColumn(int x, in WallHit hit)
    {
        var scale = Focal / hit.Distance;   // px a metre
        var top = Horizon - (hit.Wall.Height - CameraHeight) * scale;
        var bottom = Horizon + CameraHeight * scale;
        int from = Math.Max(0, (int)Math.Round(top)), to = Math.Min(Height, (int)Math.Round(bottom));
        if (from >= to) return;

        var texture = _scenery.Walls[(int)hit.Wall.Style];
        var step = Scenery.WallScale / scale;   // texels a pixel
        var level = Math.Clamp((int)Math.Floor(Math.Log2(step) + 0.5), 0, texture.Levels.Length - 1);
        var texels = texture.Levels[level];
        int widthBits = texture.WidthBits - level, heightMask = (1 << texture.HeightBits - level) - 1;
        var column = (int)(hit.Along * Scenery.WallScale) >> level & (1 << widthBits) - 1;
        var stepFixed = (int)(step / (1 << level) * 65536);
        var v = (int)((from + 0.5 - top) * step / (1 << level) * 65536);
        var shade = hit.Shade;
        ref var pixel = ref _pixels[from * Width + x];
        for (var y = from; y < to; y++)
        {
            var texel = texels[(v >> 16 & heightMask) << widthBits | column];
            pixel = texel & 0xffff00 | (texel & 0xff) * shade >> 8;
            pixel = ref Unsafe.Add(ref pixel, Width);
            v += stepFixed;
        }
    }

    // The bonnet and the front wheels, which show where the servo stands.
    private void Bonnet(double servo)
    {
        Wheel(92, servo);
        Wheel(Width - 92, servo);
        const int top = 424;
        for (var y = top; y < Height; y++)
        {
            var part = (y - top) / (double)(Height - top);
            var half = (int)(78 + 76 * Math.Sqrt(part));
            var row = _pixels.AsSpan(y * Width + Width / 2 - half, 2 * half);
            var body = Paint.Shade(_bonnet, 1.12 - 0.4 * part);
            var edge = Paint.Shade(_bonnet, 0.45);
            row.Fill(body);
            row[..4].Fill(edge);
            row[^4..].Fill(edge);
            var stripe = 7 + (int)(6 * part);
            row.Slice(half - 3 * stripe, 2 * stripe).Fill(StripeColour);
            row.Slice(half + stripe, 2 * stripe).Fill(StripeColour);
            if (y - top < 3) row.Fill(edge);
        }
    }

    private static readonly uint StripeColour = Paint.Rgb(238, 238, 234);
    private static readonly uint RubberColour = Paint.Rgb(34, 34, 36);
    private static readonly uint TreadColour = Paint.Rgb(58, 58, 62);

    private void Wheel(int middle, double servo)
    {
        const int top = 404;
        for (var y = top; y < Height; y++)
        {
            var lean = (int)(servo * 26 * (Height - y) / (Height - top));
            var round = y - top < 14 ? (14 - (y - top)) * (14 - (y - top)) / 12 : 0;
            var half = 30 - round;
            if (half <= 0) continue;
            var row = _pixels.AsSpan(y * Width + middle + lean - half, 2 * half);
            row.Fill(RubberColour);
            for (var tread = 6; tread < row.Length - 6; tread += 12) row.Slice(tread, 4).Fill(TreadColour);
        }
    }

    private void Text(string text, int left, int top)
    {
        const int scale = 2;
        for (var i = 0; i < text.Length; i++)
            for (var y = 0; y < Font.GlyphHeight; y++)
                for (var x = 0; x < Font.GlyphWidth; x++)
                {
                    if (!Font.IsSet(text[i], x, y)) continue;
                    Square(left + (i * Font.Advance + x) * scale + 1, top + y * scale + 1, scale, 0x808010);
                    Square(left + (i * Font.Advance + x) * scale, top + y * scale, scale, 0x8080f5);
                }
    }

    private void Square(int left, int top, int size, uint colour)
    {
        if (left < 0 || top < 0 || left + size > Width || top + size > Height) return;
        for (var y = top; y < top + size; y++) _pixels.AsSpan(y * Width + left, size).Fill(colour);
    }

    // Packed pixels to planes, chroma averaged over 2 by 2.
    private void Split()
    {
        var pixels = _pixels.AsSpan();
        var luma = Image.Y.AsSpan();
        var low = Vector256.Create(0xffu);
        for (var i = 0; i < pixels.Length; i += 32)
        {
            var a = Vector256.Create<uint>(pixels.Slice(i, 8)) & low;
            var b = Vector256.Create<uint>(pixels.Slice(i + 8, 8)) & low;
            var c = Vector256.Create<uint>(pixels.Slice(i + 16, 8)) & low;
            var d = Vector256.Create<uint>(pixels.Slice(i + 24, 8)) & low;
            Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).CopyTo(luma[i..]);
        }

        for (var y = 0; y < Height; y += 2)
        {
            var upper = pixels.Slice(y * Width, Width);
            var lower = pixels.Slice((y + 1) * Width, Width);
            var cb = Image.Cb.AsSpan(y / 2 * (Width / 2), Width / 2);
            var cr = Image.Cr.AsSpan(y / 2 * (Width / 2), Width / 2);
            for (var x = 0; x < cb.Length; x++)
            {
                uint a = upper[2 * x], b = upper[2 * x + 1], c = lower[2 * x], d = lower[2 * x + 1];
                cb[x] = (byte)((a & 0xff00) + (b & 0xff00) + (c & 0xff00) + (d & 0xff00) + 0x200 >> 10);
                cr[x] = (byte)((a & 0xff0000) + (b & 0xff0000) + (c & 0xff0000) + (d & 0xff0000) + 0x20000 >> 18);
            }
        }
    }

    private readonly struct Camera(CarPose pose)
    {
        public readonly double Heading = pose.Heading;
        public readonly double Cos = Math.Cos(pose.Heading);
        public readonly double Sin = Math.Sin(pose.Heading);
        public readonly double X = pose.X + CameraAhead * Math.Cos(pose.Heading);
        public readonly double Y = pose.Y + CameraAhead * Math.Sin(pose.Heading);
    }

    private readonly record struct WallHit(double Distance, double Along, Wall Wall, uint Shade);
}
