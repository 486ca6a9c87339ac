using RcFleet.VirtualCar.Physics;

namespace RcFleet.VirtualCar.Track;

/// <summary>
/// A small closed track in a walled yard of 14 m by 9 m: a smooth line through control points, kerbs on both sides, grass
/// around it. Immutable; one instance serves every car.
/// </summary>
public sealed class RaceTrack
{
    /// <summary>Yard, in m.</summary>
    public const double Width = 14, Depth = 9;

    /// <summary>Half the width of the asphalt, in m.</summary>
    public const double HalfWidth = 0.62;

    /// <summary>Width of a kerb, in m.</summary>
    public const double KerbWidth = 0.13;

    /// <summary>Distance of two points of <see cref="Line"/>, about, in m.</summary>
    public const double Spacing = 0.02;

    // Clockwise on the picture; the first two lie on the start straight.
    private static readonly (double X, double Y)[] Control =
    [
        (4.2, 1.35), (7.0, 1.30), (10.4, 1.40), (12.5, 2.30), (12.6, 4.30), (10.9, 5.10), (9.2, 4.60),
        (7.9, 5.40), (8.6, 7.00), (7.2, 7.80), (4.6, 7.40), (3.6, 5.90), (1.9, 5.00), (1.5, 2.90), (2.4, 1.65),
    ];

    private readonly byte[] _surface;
    private const int CellsPerMetre = 20;
    private const int CellsX = (int)(Width * CellsPerMetre), CellsY = (int)(Depth * CellsPerMetre);

    private RaceTrack()
    {
        Line = BuildLine();
        Walls = BuildWalls();
        _surface = BuildSurface();
    }

    /// <summary>The one track there is.</summary>
    public static RaceTrack Shared { get; } = new();

    /// <summary>The middle of the road, closed, evenly spaced, starting at the start line.</summary>
    public IReadOnlyList<TrackPoint> Line { get; }

    public IReadOnlyList<Wall> Walls { get; }

    /// <summary>Where the start line crosses the middle of the road.</summary>
    public TrackPoint Start => Line[0];

    /// <summary>A place on the starting grid, two abreast behind the line. Any index is fine; the grid repeats after 24.</summary>
    public CarPose GridPlace(int index)
    {
        var place = (int)((uint)index % 24);
        var behind = 0.45 + 0.55 * place;
        var point = Line[(Line.Count - (int)(behind / Spacing)) % Line.Count];
        var side = place % 2 == 0 ? -0.28 : 0.28;
        return new CarPose(point.X - Math.Sin(point.Heading) * side, point.Y + Math.Cos(point.Heading) * side, point.Heading);
    }

    public Surface SurfaceAt(double x, double y)
    {
        int cx = (int)(x * CellsPerMetre), cy = (int)(y * CellsPerMetre);
        return x < 0 || y < 0 || cx >= CellsX || cy >= CellsY ? Surface.Grass : (Surface)_surface[cy * CellsX + cx];
    }

    /// <summary>Whether a circle touches a wall.</summary>
    public bool HitsWall(double x, double y, double radius) => Clearance(x, y) < radius;

    /// <summary>Whether a step leads away from the nearest wall, so that a car that touches one can drive off.</summary>
    public bool MovesAway(double fromX, double fromY, double toX, double toY) => Clearance(toX, toY) > Clearance(fromX, fromY);

    private double Clearance(double x, double y)
    {
        var nearest = double.MaxValue;
        foreach (var wall in (Wall[])Walls) nearest = Math.Min(nearest, wall.DistanceTo(x, y));
        return nearest;
    }

    private static TrackPoint[] BuildLine()
    {
        // Catmull-Rom through the control points, sampled densely, then resampled by length.
        var dense = new List<(double X, double Y)>();
        for (var i = 0; i < Control.Length; i++)
        {
            var (p0, p1) = (Control[(i + Control.Length - 1) % Control.Length], Control[i]);
            var (p2, p3) = (Control[(i + 1) % Control.Length], Control[(i + 2) % Control.Length]);
            for (var step = 0; step < 400; step++)
            {
                var t = step / 400.0;
                dense.Add((Spline(p0.X, p1.X, p2.X, p3.X, t), Spline(p0.Y, p1.Y, p2.Y, p3.Y, t)));
            }
        }

        var total = 0.0;
        for (var i = 0; i < dense.Count; i++) total += Distance(dense[i], dense[(i + 1) % dense.Count]);
        var count = (int)(total / Spacing);
        var points = new TrackPoint[count];
        var (travelled, at) = (0.0, 0);
        for (var i = 0; i < count; i++)
        {
            var wanted = i * total / count;
            double length;
            while (travelled + (length = Distance(dense[at], dense[(at + 1) % dense.Count])) < wanted)
            {
                travelled += length;
                at++;
            }

            var (a, b) = (dense[at], dense[(at + 1) % dense.Count]);
            var part = (wanted - travelled) / length;
            points[i] = new TrackPoint(
                a.X + (b.X - a.X) * part, a.Y + (b.Y - a.Y) * part, Math.Atan2(b.Y - a.Y, b.X - a.X), wanted);
        }

        return points;
    }

    private static Wall[] BuildWalls() =>
    [
        new(0.1, 0.1, Width - 0.1, 0.1, 0.55, WallStyle.Banner),
        new(Width - 0.1, 0.1, Width - 0.1, Depth - 0.1, 0.55, WallStyle.Banner),
        new(Width - 0.1, Depth - 0.1, 0.1, Depth - 0.1, 0.55, WallStyle.Banner),
        new(0.1, Depth - 0.1, 0.1, 0.1, 0.55, WallStyle.Banner),
        new(3.2, 2.75, 6.2, 2.75, 0.22, WallStyle.Tyres),
        new(6.2, 2.75, 6.2, 5.2, 0.22, WallStyle.Tyres),
        new(6.2, 5.2, 3.2, 2.75, 0.22, WallStyle.Boards),
        new(8.2, 2.75, 11.2, 2.75, 0.22, WallStyle.Tyres),
        new(11.2, 2.75, 10.9, 3.6, 0.22, WallStyle.Boards),
        new(10.9, 3.6, 8.2, 2.75, 0.22, WallStyle.Boards),
        new(10.1, 6.4, 12.6, 6.4, 0.3, WallStyle.Boards),
        new(10.1, 6.4, 10.1, 7.7, 0.3, WallStyle.Tyres),
    ];

    private byte[] BuildSurface()
    {
        var cells = new byte[CellsX * CellsY];
        foreach (var point in Line)
        {
            const double edge = HalfWidth + KerbWidth;
            for (var lateral = -edge; lateral <= edge; lateral += 0.02)
            {
                var x = (int)((point.X - Math.Sin(point.Heading) * lateral) * CellsPerMetre);
                var y = (int)((point.Y + Math.Cos(point.Heading) * lateral) * CellsPerMetre);
                ref var cell = ref cells[y * CellsX + x];
                if (Math.Abs(lateral) <= HalfWidth) cell = (byte)Surface.Asphalt;
                else if (cell == (byte)Surface.Grass) cell = (byte)Surface.Kerb;
            }
        }

        return cells;
    }

    private static double Spline(double a, double b, double c, double d, double t) =>
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);

    private static double Distance((double X, double Y) a, (double X, double Y) b) => double.Hypot(a.X - b.X, a.Y - b.Y);
}
