namespace RcFleet.VirtualCar.Wire;

/// <summary>A drive frame.</summary>
/// <param name="Epoch">Fencing token of the session, from 1.</param>
/// <param name="Seq">From 1 in each epoch, only grows.</param>
/// <param name="T">u32 ms of the sender's monotonic clock; wraps after 49.7 days.</param>
/// <param name="Steering">-1 (left) to 1 (right).</param>
/// <param name="Throttle">-1 (reverse) to 1 (ahead).</param>
public sealed record DriveMessage(uint Epoch, uint Seq, uint T, double Steering, double Throttle) : ServerMessage
{
    /// <summary>Both axes are finite and in range.</summary>
    public bool IsValid => Math.Abs(Steering) <= 1 && Math.Abs(Throttle) <= 1;   // NaN compares false
}
