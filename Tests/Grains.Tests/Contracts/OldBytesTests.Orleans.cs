using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace RcFleet.Contracts;

/// <summary>
/// Processes of two versions run side by side while a cluster is upgraded, and state outlives both: what an older version
/// wrote must still read. <c>old-bytes.json</c> holds every message and state as it was written on the day in its entry.
/// </summary>
/// <remarks>
/// After a type or member was added: <c>RCFLEET_WRITE_BYTES=Tests/Grains.Tests/Contracts/old-bytes.json dotnet test Tests/Grains.Tests
/// -p:Engine=Orleans --filter OldBytes</c> adds entries for new types and changes none that is there.
/// </remarks>
public class OldBytesTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly Serializer Serializer = Services.GetRequiredService<Serializer>();
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string> Names => [.. All.Select(Alias)];

    private static IEnumerable<Type> All => Contract.Messages.Concat(Contract.States);

    [Theory]
    [MemberData(nameof(Names))]
    public void Written_by_an_older_version_still_reads(string name)
    {
        if (!Old().TryGetValue(name, out var old)) Assert.Fail($"{name} is new: add its bytes, as the remarks of this class say.");
        var value = Serializer.Deserialize<object>(Convert.FromHexString(old.Bytes))!;

        Assert.Equal(name, Alias(value.GetType()));
        var now = JsonSerializer.SerializeToElement(value, value.GetType());
        if (old.Json.ValueKind != JsonValueKind.Object) Assert.Equal(old.Json.ToString(), now.ToString());
        else Assert.All(old.Json.EnumerateObject(), member => Holds(member.Name, member.Value, now));
    }

    [Fact]
    public void Nothing_that_was_ever_written_has_lost_its_type()
    {
        Assert.Empty(Old().Keys.Except(All.Select(Alias)));
    }

    [Fact]
    public void A_member_that_only_a_newer_version_knows_is_passed_over()
    {
        var bytes = Services.GetRequiredService<Serializer<Newer>>().SerializeToArray(new Newer(7, "words", "unheard of", [1, 2, 3]));

        Assert.Equal(new Older(7, "words"), Services.GetRequiredService<Serializer<Older>>().Deserialize(bytes));
    }

    [Fact]
    public void A_member_that_an_older_version_did_not_know_has_its_default()
    {
        var bytes = Services.GetRequiredService<Serializer<Older>>().SerializeToArray(new Older(7, "words"));

        Assert.Equal(new Newer(7, "words", null, null), Services.GetRequiredService<Serializer<Newer>>().Deserialize(bytes));
    }

    [Fact]
    public async Task Entries_of_new_types_are_written_when_asked_for()
    {
        if (Environment.GetEnvironmentVariable("RCFLEET_WRITE_BYTES") is not { } file) return;
        var all = Old();
        foreach (var type in All.Where(t => !all.ContainsKey(Alias(t))))
        {
            var value = Contract.Filled(type);
            all[Alias(type)] = new Entry(Convert.ToHexString(Serializer.SerializeToArray(value)), JsonSerializer.SerializeToElement(value, type));
        }

        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(all, Indented) + "\n");
    }

    // A record within a record may have grown, too.
    private static void Holds(string name, JsonElement old, JsonElement within)
    {
        Assert.True(within.TryGetProperty(name, out var now), $"{name} is gone.");
        if (old.ValueKind == JsonValueKind.Object) Assert.All(old.EnumerateObject(), member => Holds(member.Name, member.Value, now));
        else if (old.ValueKind == JsonValueKind.Array && old.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Object))
            Assert.All(old.EnumerateArray().Zip(now.EnumerateArray()), pair => Assert.All(pair.First.EnumerateObject(), member => Holds(member.Name, member.Value, pair.Second)));
        else Assert.True(JsonElement.DeepEquals(old, now), $"{name} was {old} and reads as {now}.");
    }

    private static string Alias(Type type) => type.GetCustomAttribute<AliasAttribute>()!.Alias;

    private static SortedDictionary<string, Entry> Old()
    {
        using var stream = typeof(OldBytesTests).Assembly.GetManifestResourceStream("old-bytes.json")!;
        return JsonSerializer.Deserialize<SortedDictionary<string, Entry>>(stream)!;
    }

    public sealed record Entry(string Bytes, JsonElement Json);
}
