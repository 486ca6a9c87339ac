using System.Globalization;

namespace RcFleet.Fleet;

/// <summary>Which shard of the fleet index an id belongs to. The number of shards is part of the stored data: it never changes.</summary>
public static class FleetShards
{
    /// <summary>How many shards there are.</summary>
    public const int Count = 16;

    /// <summary>The keys of all shards.</summary>
    public static IEnumerable<string> Keys => Enumerable.Range(0, Count).Select(Key);

    /// <summary>The key of the shard that holds <paramref name="id"/>. FNV-1a, since it must be the same in every process.</summary>
    public static string KeyFor(string id)
    {
        var hash = 2166136261u;
        foreach (var c in id) hash = (hash ^ c) * 16777619u;
        return Key((int)(hash % Count));
    }

    private static string Key(int shard) => shard.ToString(CultureInfo.InvariantCulture);
}
