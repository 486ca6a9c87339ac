using System.Collections.Concurrent;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>What a test and its grains share: a log of what happened and gates that hold a grain where the test wants it.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentQueue<string> _log = new();

    public string[] Log => [.. _log];

    /// <summary>How many of the next activations throw.</summary>
    public int FailingActivations { get; set; }

    public void Say(string what) => _log.Enqueue(what);

    public int Count(string what) => _log.Count(w => w == what);

    public Task Gate(string name) => Of(name).Task;

    public void Open(string name) => Of(name).TrySetResult();

    public Task Saw(string what, int times = 1) => Eventually.True(() => Count(what) >= times, () => $"'{what}' {Count(what)} times of {times} in: {string.Join(", ", Log)}");

    private TaskCompletionSource Of(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
