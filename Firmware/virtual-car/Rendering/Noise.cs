namespace RcFleet.VirtualCar.Rendering;

/// <summary>Repeatable noise, so that every run paints the same pictures.</summary>
public static class Noise
{
    /// <summary>White noise, -1 to 1.</summary>
    public static double White(int x, int y)
    {
        var hash = unchecked((uint)(x * 374761393 + y * 668265263));
        hash = unchecked((hash ^ hash >> 13) * 1274126177u);
        return (hash ^ hash >> 16) / 2147483647.5 - 1;
    }

    /// <summary>Smooth noise with a feature about every unit, -1 to 1.</summary>
    public static double Smooth(double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        double u = Ease(x - left), v = Ease(y - top);
        var above = White(left, top) * (1 - u) + White(left + 1, top) * u;
        var below = White(left, top + 1) * (1 - u) + White(left + 1, top + 1) * u;
        return above * (1 - v) + below * v;
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);
}
