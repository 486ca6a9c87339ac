namespace RcFleet.Load.Measurements;

/// <summary>Quantiles of a set of samples.</summary>
internal sealed class Quantiles(IEnumerable<double> samples)
{
    private readonly double[] _sorted = [.. samples.Order()];

    public int Count => _sorted.Length;

    public double P50 => At(0.50);

    public double P99 => At(0.99);

    public double P999 => At(0.999);

    public double Max => At(1);

    private double At(double quantile) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Min(_sorted.Length - 1, (int)(_sorted.Length * quantile))];
}
