using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace RcFleet.Cluster;

/// <summary>Makes the writes of single grains fail, hang or collide, by grain key.</summary>
internal sealed class StorageFaults(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Func<string, Func<string, Task>, Task>> _rules = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, (int Count, long LastAt, string Json)> _writes = new();

    /// <summary>From now on every write of that grain fails.</summary>
    public void Fail(string key) => _rules[key] = (_, _) => Task.FromException(new IOException("The test's disk is full."));

    /// <summary>The next write of that grain finds that another activation has written.</summary>
    public void Conflict(string key) => _rules[key] = (json, write) =>
    {
        _rules.TryRemove(key, out _);
        var state = JsonNode.Parse(json)!;
        state["Writer"] = -1;
        return write(state.ToJsonString());
    };

    /// <summary>The next write of that grain arrives, and its answer is lost.</summary>
    public void LoseAnswer(string key) => _rules[key] = async (json, write) =>
    {
        _rules.TryRemove(key, out _);
        await write(json);
        throw new IOException("The test's store did not answer in time.");
    };

    /// <summary>From now on every write of that grain hangs until <see cref="Heal"/>; it then succeeds.</summary>
    public void Stick(string key)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _rules[key] = (_, _) => gate.Task;
        _gates[key] = gate;
    }

    /// <summary>What hangs fails after all; whatever is written after it succeeds.</summary>
    public void Break(string key)
    {
        _rules.TryRemove(key, out _);
        if (_gates.TryRemove(key, out var gate)) gate.SetException(new IOException("The test's store is busy."));
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
    /// <param name="key">The grain's.</param>
    /// <param name="json">What it writes.</param>
    /// <param name="write">Writes something in its place, under the same ETag.</param>
    public Task BeforeWrite(string key, string json, Func<string, Task> write)
    {
        var now = time.GetTimestamp();
        _writes.AddOrUpdate(key, (1, now, json), (_, known) => (known.Count + 1, now, json));
        return _rules.TryGetValue(key, out var rule) ? rule(json, write) : Task.CompletedTask;
    }
}
