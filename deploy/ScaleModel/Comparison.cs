namespace RcFleet.ScaleModel;

/// <summary>One figure, by the model and as it was measured.</summary>
internal sealed record Comparison(string What, double Model, double Measured)
{
    /// <summary>The model's error as a part of what was measured.</summary>
    public double Error => Measured == 0 ? (Model == 0 ? 0 : double.PositiveInfinity) : (Model - Measured) / Measured;

    public bool Holds => Math.Abs(Error) <= ModelCheck.Tolerance;
}
