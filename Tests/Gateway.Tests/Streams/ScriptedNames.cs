using System.Collections.Concurrent;
using System.Net;
using RcFleet.Gateway.Streams;

namespace RcFleet.Gateway.Tests.Streams;

/// <summary>Names that lead where the test says, each answer once and the last for ever.</summary>
internal sealed class ScriptedNames : INameResolver
{
    private readonly ConcurrentDictionary<string, Queue<string>> _names = new();

    public void Set(string name, params string[] addresses) => _names[name] = new Queue<string>(addresses);

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (!_names.TryGetValue(host, out var answers)) return Task.FromResult(Array.Empty<IPAddress>());
        lock (answers) return Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Count > 1 ? answers.Dequeue() : answers.Peek())]);
    }
}
