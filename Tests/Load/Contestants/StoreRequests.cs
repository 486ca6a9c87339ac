using System.Text.RegularExpressions;

namespace RcFleet.Load.Contestants;

/// <summary>Counts the requests that Azurite's access log tells of, by method and what they are for.</summary>
internal sealed partial class StoreRequests
{
    /// <summary>The table of members; any other is grain state.</summary>
    public const string Members = "OrleansSiloInstances";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>By method and table or container: <c>PUT OrleansGrainState</c>, <c>PUT rcfleet-state (blob)</c>.</summary>
    public IReadOnlyDictionary<string, int> Counts
    {
        get
        {
            lock (_lock) return new Dictionary<string, int>(_counts, StringComparer.Ordinal);
        }
    }

    /// <summary>A line such as <c>127.0.0.1 - - [date] "PUT /devstoreaccount1/OrleansGrainState(PartitionKey=…) HTTP/1.1" 204 -</c>.</summary>
    public void Read(string line)
    {
        var match = Request().Match(line);
        if (!match.Success) return;
        var name = match.Groups["name"].Value;
        var of = match.Groups["blob"].Success ? $"{name} (blob)" : name;
        var key = $"{match.Groups["method"].Value} {of}";
        lock (_lock) _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    [GeneratedRegex("\"(?<method>[A-Z]+) /devstoreaccount1/(?<name>[A-Za-z0-9-]+)(?<blob>/)?[^\"]*\" [0-9]{3}", RegexOptions.ExplicitCapture)]
    private static partial Regex Request();
}
