namespace RcFleet.Gateway.WebSockets;

/// <summary>
/// Tells how late a frame is by a sender's clock that shares nothing with ours but its rate: the smallest difference
/// between arrival and the sender's stamp over the last 30 s counts as no delay, and what a frame lags behind it is its age.
/// </summary>
/// <remarks>Stamps are u32 milliseconds and wrap after 49.7 days. Buckets of a second make the window 30 to 31 s.</remarks>
internal sealed class AgeGate
{
    private const int WindowSeconds = 31;
    private readonly int[] _minimum = new int[WindowSeconds];
    private readonly long[] _second = new long[WindowSeconds];
    private uint _base;
    private bool _started;
    private long _minimumOfSecond = -1;
    private int _windowMinimum;

    /// <summary>The age of a frame stamped <paramref name="t"/> that arrived at <paramref name="arrivalMs"/>; 0 or more milliseconds.</summary>
    public long AgeOf(uint t, long arrivalMs)
    {
        var difference = unchecked((uint)arrivalMs - t);
        if (!_started)
        {
            _started = true;
            _base = difference;
            Array.Fill(_second, long.MinValue);
        }

        var relative = unchecked((int)(difference - _base));
        var second = arrivalMs / 1000;
        var bucket = (int)(second % WindowSeconds);
        if (_second[bucket] != second)
        {
            _second[bucket] = second;
            _minimum[bucket] = relative;
        }
        else if (relative < _minimum[bucket])
        {
            _minimum[bucket] = relative;
        }

        if (second != _minimumOfSecond)
        {
            _minimumOfSecond = second;
            _windowMinimum = int.MaxValue;
            for (var i = 0; i < WindowSeconds; i++)
                if (_second[i] > second - WindowSeconds && _minimum[i] < _windowMinimum) _windowMinimum = _minimum[i];
        }
        else if (relative < _windowMinimum)
        {
            _windowMinimum = relative;
        }

        return (long)relative - _windowMinimum;
    }
}
