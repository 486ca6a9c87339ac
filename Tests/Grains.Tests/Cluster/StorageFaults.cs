using System.Collections.Concurrent;
using Orleans.Storage;

namespace RcFleet.Cluster;

/// <summary>Makes the writes of single grains fail or hang, by grain key.</summary>
internal sealed class StorageFaults(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Func<Task>> _rules = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, (int Count, long LastAt, string Json)> _writes = new();

    /// <summary>From now on every write of that grain fails.</summary>
    public void Fail(string key) => _rules[key] = () => Task.FromException(new IOException("The test's disk is full."));

    /// <summary>From now on every write of that grain finds that another activation has written.</summary>
    public void Conflict(string key) => _rules[key] = () => Task.FromException(new InconsistentStateException("Written by another."));

    /// <summary>From now on every write of that grain hangs until <see cref="Heal"/>; it then succeeds.</summary>
    public void Stick(string key)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _rules[key] = () => gate.Task;
        _gates[key] = gate;
    }

    /// <summary>Writes of that grain succeed again.</summary>
    public void Heal(string key)
    {
        _rules.TryRemove(key, out _);
        if (_gates.TryRemove(key, out var gate)) gate.TrySetResult();
    }

    /// <summary>How many writes of that grain have begun.</summary>
    public int Writes(string key) => _writes.GetValueOrDefault(key).Count;

    /// <summary>How long ago the last write of that grain began.</summary>
    public TimeSpan SinceLastWrite(string key) => time.GetElapsedTime(_writes[key].LastAt);

    /// <summary>What that grain wrote last, or tried to.</summary>
    public string LastWrite(string key) => _writes[key].Json;

    /// <summary>Called by the store before each write.</summary>
    public Task BeforeWrite(string key, string json)
    {
        var now = time.GetTimestamp();
        _writes.AddOrUpdate(key, (1, now, json), (_, known) => (known.Count + 1, now, json));
        return _rules.TryGetValue(key, out var rule) ? rule() : Task.CompletedTask;
    }
}
