using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Admin;

public class DocumentedMetricsTests
{
    [Fact]
    public async Task EveryInstrument_IsInTheDocs_AndEveryNameInTheDocs_IsAnInstrument()
    {
        await using var server = await FleetServer.StartAsync(null, "--Fleet:AdminUrl", "http://127.0.0.1:0");
        await using var control = await server.Device("c-ctl", "c", "control");
        await server.Rent("c");
        var there = new ConcurrentDictionary<string, bool>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) => there.TryAdd(instrument.Name, instrument.Meter.Name.StartsWith("RcFleet.", StringComparison.Ordinal));
        listener.Start();

        var docs = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "metrics.md"));

        // Clusters have one more, which this engine is not built with.
        var named = Regex.Matches(docs, "^\\| `.*", RegexOptions.Multiline).SelectMany(row => Regex.Matches(row.Value.Split('|')[1], "rcfleet\\.[a-z_.]+")).Select(name => name.Value).Where(name => !name.StartsWith("rcfleet.cluster.", StringComparison.Ordinal));
        Assert.Equal(there.Where(i => i.Value).Select(i => i.Key).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }
}
