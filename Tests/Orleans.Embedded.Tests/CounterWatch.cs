using System.Diagnostics.Metrics;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>Sums one counter of the engine from now on. The meter is the process's: other tests may add to it.</summary>
internal sealed class CounterWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sum;

    public CounterWatch(string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RcFleet.Engine" && instrument.Name == name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _sum, value));
        _listener.Start();
    }

    public long Sum => Volatile.Read(ref _sum);

    public void Dispose() => _listener.Dispose();
}
