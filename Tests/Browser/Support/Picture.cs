namespace RcFleet.Browser.Support;

/// <summary>A coarse grey copy of what the page shows of the track: 32 × 18 samples, without the overlays at the top and the bottom.</summary>
internal sealed record Picture(int[] Grey)
{
    /// <summary>Of 255, mean over the picture: more than this is a car in motion, less is one at rest.</summary>
    public const double Moving = 1.5;

    /// <summary>Mean absolute difference.</summary>
    public double From(Picture other) => Grey.Zip(other.Grey, (a, b) => Math.Abs(a - b)).Average();
}
