namespace RcFleet.VirtualCar.Diagnostics;

/// <summary>What the motor did in one 20 ms tick.</summary>
/// <param name="Timestamp">The car's <see cref="TimeProvider.GetTimestamp"/>; with the system's provider comparable across the machine.</param>
/// <param name="Milliseconds">Monotonic ms since the car was made.</param>
/// <param name="Throttle">As applied to the motor, -1 to 1.</param>
/// <param name="Neutral">The safety rules held the car.</param>
/// <param name="Speed">m/s.</param>
/// <param name="Epoch">Epoch in force.</param>
/// <param name="Seq">Last sequence number taken in it; 0 if none.</param>
public readonly record struct TracePoint(
    long Timestamp, long Milliseconds, double Throttle, bool Neutral, double Speed, uint Epoch, uint Seq);
