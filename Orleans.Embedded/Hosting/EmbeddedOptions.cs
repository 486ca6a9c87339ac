using System.Reflection;

namespace Orleans.Embedded;

/// <summary>Settings of the embedded engine. Checked when the host starts; every error is reported at once.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>As <see cref="DataPath"/>: state lives in memory and ends with the process. For tests.</summary>
    public const string InMemory = ":memory:";

    /// <summary>
    /// Directory of the state, made if it is missing: the file <c>rcfleet.db</c> and SQLite's files beside it. One
    /// process at a time. Required; or <see cref="InMemory"/>.
    /// </summary>
    public string DataPath { get; set; } = "";

    /// <summary>Assemblies whose public or internal grain classes are hosted. At least one.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Calls that wait or run at one grain; one more is rejected with LimitExceededException, a one-way one is dropped. Count, 1 to 1,000,000, default 1,000.</summary>
    public int MailboxLimit { get; set; } = 1_000;

    /// <summary>Calls that wait at one observer reference; one more is dropped (one-way) or rejected. Count, 1 to 1,000,000, default 1,000.</summary>
    public int ObserverMailboxLimit { get; set; } = 1_000;

    /// <summary>Writes and reads that wait for the disk; one more waits before it is queued. Count, 1 to 1,000,000, default 10,000.</summary>
    public int StorageQueueLimit { get; set; } = 10_000;

    /// <summary>A grain that nobody calls for so long is deactivated. 1 s to 365 days, or <see cref="Timeout.InfiniteTimeSpan"/>; default 15 min, as in Orleans.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a caller waits for an answer before it gets a TimeoutException; a method's [ResponseTimeout] goes first. 10 ms to 1 day; default 30 s, as in Orleans.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often idle grains and late answers are looked for, so how late either may be noticed. 10 ms to 1 min; default 100 ms.</summary>
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For tests: deliver calls that are under way together in a random order under this seed, as Orleans may. Null (the default): in order.</summary>
    public int? ShuffleSeed { get; set; }
}
