namespace RcFleet.VirtualCar.Track;

/// <summary>A straight wall from one point to another.</summary>
/// <param name="X1">Metres.</param>
/// <param name="Y1">Metres.</param>
/// <param name="X2">Metres.</param>
/// <param name="Y2">Metres.</param>
/// <param name="Height">Metres.</param>
/// <param name="Style">How it is painted.</param>
public readonly record struct Wall(double X1, double Y1, double X2, double Y2, double Height, WallStyle Style)
{
    public double Length => double.Hypot(X2 - X1, Y2 - Y1);

    /// <summary>Distance in m from a point to the nearest point of the wall.</summary>
    public double DistanceTo(double x, double y)
    {
        double dx = X2 - X1, dy = Y2 - Y1;
        var along = Math.Clamp(((x - X1) * dx + (y - Y1) * dy) / (dx * dx + dy * dy), 0, 1);
        return double.Hypot(X1 + along * dx - x, Y1 + along * dy - y);
    }
}
