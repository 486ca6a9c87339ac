using System.Diagnostics.Metrics;

namespace Orleans.Embedded;

/// <summary>Counters of every engine in this process, meter <c>RcFleet.Engine</c>.</summary>
internal static class EngineMetrics
{
    public const string MeterName = "RcFleet.Engine";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> Activations = Meter.CreateCounter<long>(
        "rcfleet.engine.activations", "{activation}", "Grains that began to activate");

    public static readonly Counter<long> ActivationsFailed = Meter.CreateCounter<long>(
        "rcfleet.engine.activations.failed", "{activation}", "Grains whose constructor, state or OnActivateAsync failed");

    public static readonly Counter<long> Deactivations = Meter.CreateCounter<long>(
        "rcfleet.engine.deactivations", "{activation}", "Grains that were deactivated");

    public static readonly Counter<long> CallsRejected = Meter.CreateCounter<long>(
        "rcfleet.engine.calls.rejected", "{call}", "Calls that a full mailbox or a stopping engine refused");

    public static readonly Counter<long> CallsTimedOut = Meter.CreateCounter<long>(
        "rcfleet.engine.calls.timed_out", "{call}", "Calls whose caller stopped waiting");

    public static readonly Counter<long> ObserverCallsDropped = Meter.CreateCounter<long>(
        "rcfleet.engine.observer_calls.dropped", "{call}", "One-way observer calls that found the observer gone or its mailbox full");

    public static readonly Counter<long> StorageWrites = Meter.CreateCounter<long>(
        "rcfleet.engine.storage.writes", "{write}", "Writes and clears that were committed");

    public static readonly Counter<long> StorageCommits = Meter.CreateCounter<long>(
        "rcfleet.engine.storage.commits", "{commit}", "Transactions; writes per commit is how well they group");

    public static readonly Counter<long> StorageConflicts = Meter.CreateCounter<long>(
        "rcfleet.engine.storage.conflicts", "{write}", "Writes that were refused because the record had changed");

    public static readonly Counter<long> StorageFailures = Meter.CreateCounter<long>(
        "rcfleet.engine.storage.failures", "{operation}", "Reads and writes that the disk or the file failed");
}
