using System.Globalization;

namespace RcFleet.Browser.Support;

/// <summary>How a car stopped, by its own trace.</summary>
/// <param name="NeutralAfterMs">From the cause to the first tick with the motor off, after which it stayed off.</param>
/// <param name="AtRestAfterMs">From the cause to the first tick at speed 0.</param>
/// <param name="SpeedBefore">m/s at the cause.</param>
/// <param name="SpeedAtNeutral">m/s when the motor went off.</param>
/// <param name="RestAt">The moment of rest.</param>
internal sealed record Halt(double NeutralAfterMs, double AtRestAfterMs, double SpeedBefore, double SpeedAtNeutral, long RestAt)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"neutral after {NeutralAfterMs:0} ms, at rest after {AtRestAfterMs:0} ms from {SpeedAtNeutral:0.0} m/s");
}
