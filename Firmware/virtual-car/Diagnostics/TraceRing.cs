namespace RcFleet.VirtualCar.Diagnostics;

/// <summary>The last ticks of the car; when it is full, the oldest is overwritten. Thread-safe.</summary>
public sealed class TraceRing(int capacity)
{
    private readonly Lock _gate = new();
    private readonly TracePoint[] _points = new TracePoint[capacity];
    private long _written;

    public void Add(in TracePoint point)
    {
        if (_points.Length == 0) return;
        lock (_gate) _points[_written++ % _points.Length] = point;
    }

    /// <summary>A copy, oldest first.</summary>
    public IReadOnlyList<TracePoint> ToList()
    {
        lock (_gate)
        {
            var count = (int)Math.Min(_written, _points.Length);
            var copy = new TracePoint[count];
            for (var i = 0; i < count; i++) copy[i] = _points[(_written - count + i) % _points.Length];
            return copy;
        }
    }
}
