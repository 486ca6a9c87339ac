using System.Diagnostics.Metrics;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>Counts the grains that the engine activates and deactivates from now on.</summary>
internal sealed class Activations : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _started;
    private long _ended;

    public Activations()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RcFleet.Engine") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
        {
            if (instrument.Name == "rcfleet.engine.activations") Interlocked.Add(ref _started, count);
            if (instrument.Name == "rcfleet.engine.deactivations") Interlocked.Add(ref _ended, count);
        });
        _listener.Start();
    }

    public long Started => Interlocked.Read(ref _started);

    public long Live => Started - Interlocked.Read(ref _ended);

    public void Dispose() => _listener.Dispose();

    public override string ToString() => $"{Started} activated, {Live} live";
}
