using System.Globalization;
using RcFleet.VirtualCar.Controller;

namespace RcFleet.VirtualCar.Diagnostics;

/// <summary>
/// Writes what the pins would carry, a line every tick: <c>milliseconds throttle_us steering_us armed</c>. 1500 µs is
/// neutral and straight ahead, 1000 and 2000 the ends, armed is 0 or 1.
/// </summary>
public sealed class PwmLogFile(string path) : IDisposable
{
    private readonly StreamWriter _writer = new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
    {
        AutoFlush = true,
        NewLine = "\n",
    };

    /// <summary>-1 to 1 as the width of a servo pulse, in µs.</summary>
    public static int Microseconds(double axis) => (int)Math.Round(1500 + 500 * axis);

    public void Write(long milliseconds, in ControllerOutput output) => _writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{milliseconds} {Microseconds(output.Throttle)} {Microseconds(output.Steering)} {(output.Armed ? 1 : 0)}"));

    public void Dispose() => _writer.Dispose();
}
