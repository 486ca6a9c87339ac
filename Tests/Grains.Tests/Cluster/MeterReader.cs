using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RcFleet.Cluster;

/// <summary>Adds up one counter by the value of its tag, from construction on.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public MeterReader(string instrument)
    {
        _listener.InstrumentPublished = (found, listener) =>
        {
            if (found.Meter.Name == "RcFleet.Fleet" && found.Name == instrument) listener.EnableMeasurementEvents(found);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            _counts.AddOrUpdate(tags.Length == 0 ? "" : (string)tags[0].Value!, value, (_, sum) => sum + value));
        _listener.Start();
    }

    public long this[string tag] => _counts.GetValueOrDefault(tag);

    public void Dispose() => _listener.Dispose();

    public override string ToString() => string.Join(", ", _counts.Select(c => $"{c.Key} {c.Value}"));
}
