using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

/// <summary>Every public type and member of ours in Orleans' namespaces exists in Orleans with the same signature.</summary>
public sealed class OrleansMetadataTests
{
    // They live in Orleans.Core and Orleans.Runtime: checked here if those are on this machine; else what uses them
    // compiles with Engine=Orleans.
    private static readonly string[] ProvedByTheOtherBuild =
    [
        "Orleans.IClusterClient",
        "Orleans.CollectionAgeLimitAttribute",
        "Orleans.KeepAliveAttribute",
        "Orleans.Runtime.IPersistentState`1",
        "Orleans.Runtime.IPersistentStateConfiguration",
        "Orleans.Runtime.PersistentStateAttribute",
        "Orleans.Storage.InconsistentStateException",
    ];

    [OrleansMetadataFact]
    public void Every_public_member_exists_in_the_real_Orleans_with_the_same_signature()
    {
        var real = PublicApi.Read(OrleansMetadataFactAttribute.Assembly("Microsoft.Orleans.Core.Abstractions"))
            .Concat(PublicApi.Read(OrleansMetadataFactAttribute.Assembly("Microsoft.Orleans.Serialization.Abstractions")))
            .Concat(new[] { "Microsoft.Orleans.Core", "Microsoft.Orleans.Runtime" }
                .Select(OrleansMetadataFactAttribute.Assembly).Where(File.Exists).SelectMany(PublicApi.Read))
            .ToDictionary();
        var ours = PublicApi.Read(typeof(EmbeddedEngine).Assembly.Location)
            .Where(t => !t.Key.StartsWith("Orleans.Embedded.", StringComparison.Ordinal))
            .ToDictionary();

        var unknown = ours.SelectMany(type => real.TryGetValue(type.Key, out var lines)
            ? type.Value.Except(lines).Select(line => $"{type.Key}: {line}\n    real: {string.Join("\n          ", lines.Where(l => SameName(l, line)))}")
            : ProvedByTheOtherBuild.Contains(type.Key) ? [] : [$"{type.Key}: no such type"]);

        Assert.True(ours.Count > 30, $"Only {ours.Count} types were found: the test looks in the wrong place.");
        Assert.Equal("", string.Join('\n', unknown));
    }

    [Fact]
    public void Outside_Orleans_own_namespaces_there_is_only_ours()
    {
        var namespaces = typeof(EmbeddedEngine).Assembly.GetExportedTypes().Select(t => t.Namespace).Distinct().Order();
        Assert.Equal(["Orleans", "Orleans.Concurrency", "Orleans.Core", "Orleans.Embedded", "Orleans.Runtime", "Orleans.Storage"], namespaces);
    }

    private static bool SameName(string line, string other) => line.Split('(', '`')[0].Split(' ')[^1] == other.Split('(', '`')[0].Split(' ')[^1];
}
