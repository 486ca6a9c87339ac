using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>Adds up the counters of one server's gateway, from construction on: by instrument and the values of its tags.</summary>
internal sealed class Counters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public Counters(FleetServer server)
        : this(server.Services)
    {
    }

    public Counters(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (found, listener) =>
        {
            if (found.Meter.Scope == factory && found.Meter.Name == "RcFleet.Gateway") listener.EnableMeasurementEvents(found);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _counts.AddOrUpdate($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => t.Value))}".TrimEnd(), value, (_, sum) => instrument.IsObservable ? value : sum + value));
        _listener.Start();
    }

    /// <summary>Waits until that counter, such as <c>rcfleet.messages.refused drive not_json</c>, stands at least so high.</summary>
    public Task Reaches(string counter, long count = 1) =>
        Eventually.True(() => _counts.GetValueOrDefault(counter) >= count, () => $"{counter} of {this}");

    /// <summary>How high that counter stands now, an observed one too.</summary>
    public long Now(string counter)
    {
        _listener.RecordObservableInstruments();
        return _counts.GetValueOrDefault(counter);
    }

    public override string ToString() => string.Join(", ", _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} = {c.Value}"));

    public void Dispose() => _listener.Dispose();
}
