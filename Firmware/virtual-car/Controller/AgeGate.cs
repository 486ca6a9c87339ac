namespace RcFleet.VirtualCar.Controller;

/// <summary>
/// Measures how late a frame is without a common clock: the least (arrival − t) of the last 30 s stands for age 0,
/// and a frame's age is how far it lags that. Both clocks are u32 milliseconds and may wrap.
/// </summary>
/// <remarks>
/// The minimum is kept in one-second buckets, so memory is fixed; a minimum is forgotten 30 to 31 s after it was seen.
/// One gate belongs to one connection: a new connection starts a new estimate.
/// </remarks>
public sealed class AgeGate
{
    /// <summary>The window of the minimum, in seconds.</summary>
    public const int WindowSeconds = 30;

    private const int Buckets = WindowSeconds + 1;
    private readonly uint[] _minimum = new uint[Buckets];
    private readonly long[] _second = new long[Buckets];

    public AgeGate() => Reset();

    /// <summary>Forgets everything: the connection is new.</summary>
    public void Reset() => Array.Fill(_second, long.MinValue);

    /// <summary>Takes note of a frame and returns its age in ms, never negative.</summary>
    /// <param name="arrivalMs">Receiver's monotonic clock, in ms.</param>
    /// <param name="sentMs">The frame's <c>t</c>: u32 ms of the sender's monotonic clock.</param>
    public uint Observe(long arrivalMs, uint sentMs)
    {
        var offset = unchecked((uint)arrivalMs - sentMs);
        var second = arrivalMs / 1000;
        var slot = (int)(second % Buckets);
        if (_second[slot] != second)
        {
            _second[slot] = second;
            _minimum[slot] = offset;
        }
        else if (Before(offset, _minimum[slot]))
        {
            _minimum[slot] = offset;
        }

        var least = offset;
        for (var i = 0; i < Buckets; i++)
            if (_second[i] >= second - WindowSeconds && _second[i] <= second && Before(_minimum[i], least))
                least = _minimum[i];
        return unchecked(offset - least);
    }

    // Serial-number comparison (RFC 1982): right across the u32 wrap as long as the two are less than 24.8 days apart.
    private static bool Before(uint a, uint b) => unchecked((int)(a - b)) < 0;
}
