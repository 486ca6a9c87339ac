using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace RcFleet.Contracts;

/// <summary>What crosses a grain boundary is immutable and serializable: one engine passes references, the other copies.</summary>
public class ContractTests
{
    public static TheoryData<Type> Messages => [.. Contract.Messages];

    public static TheoryData<Type> Records => [.. Contract.Messages.Where(t => !t.IsEnum)];

    public static TheoryData<Type> States => [.. Contract.States];

    public static TheoryData<Type> Interfaces => [.. Contract.Interfaces];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Messages_NameTheirSerializer_ByAnAlias(Type type)
    {
        Assert.NotNull(type.GetCustomAttribute<GenerateSerializerAttribute>());
        Assert.StartsWith("rc.", type.GetCustomAttribute<AliasAttribute>()?.Alias, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Messages_AreImmutable(Type type)
    {
        Assert.True(type.IsSealed);
        Assert.NotNull(type.GetCustomAttribute<ImmutableAttribute>());
        Assert.Empty(type.GetFields(BindingFlags.Public | BindingFlags.Instance));
        Assert.All(Contract.PropertiesOf(type), property =>
        {
            var init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? true;
            Assert.True(init, $"{property} can be set after the fact.");
            Assert.True(IsImmutable(property.PropertyType), $"{property} can be changed from within.");
        });
    }

    [Theory]
    [MemberData(nameof(Records))]
    [MemberData(nameof(States))]
    public void Every_member_has_an_id_of_its_own(Type type)
    {
        var ids = Contract.PropertiesOf(type).Select(p => p.GetCustomAttribute<IdAttribute>()?.Id).ToList();

        Assert.DoesNotContain(null, ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(States))]
    public void States_SurviveJson(Type type)
    {
        var value = Contract.Filled(type);
        var json = JsonSerializer.Serialize(value, type);
        Assert.All(Contract.PropertiesOf(type), p => Assert.False(Equals(Default(p.PropertyType), p.GetValue(value)), p.Name));

        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type), type));
        Assert.All(Contract.PropertiesOf(type), p => Assert.Contains($"\"{p.Name}\"", json));
        if (type.GetConstructor([]) is not null) Assert.NotNull(JsonSerializer.Deserialize("{}", type));
    }

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Interfaces_AndTheirMethods_HaveAliases_AndCarryOnlyContracts(Type type)
    {
        Assert.StartsWith("rc.", type.GetCustomAttribute<AliasAttribute>()?.Alias, StringComparison.Ordinal);
        Assert.All(type.GetMethods(), method =>
        {
            Assert.Equal(method.Name, method.GetCustomAttribute<AliasAttribute>()?.Alias);
            Assert.True(typeof(Task).IsAssignableFrom(method.ReturnType));
            var carried = method.GetParameters().Select(p => p.ParameterType);
            if (method.ReturnType.IsGenericType) carried = carried.Append(method.ReturnType.GenericTypeArguments[0]);
            Assert.All(carried, t => Assert.True(IsImmutable(t) || typeof(IGrainObserver).IsAssignableFrom(t), $"{method}: {t}"));
        });
        Assert.Equal(type.GetMethods().Length, type.GetMethods().Select(m => m.Name).Distinct().Count());
    }

    [Fact]
    public void Aliases_AreUnique()
    {
        var aliases = Contract.Messages.Concat(Contract.Interfaces).Concat(Contract.States)
            .Select(t => t.GetCustomAttribute<AliasAttribute>()!.Alias).ToList();

        Assert.Equal(aliases.Count, aliases.Distinct().Count());
    }

    [Fact]
    public void What_is_secret_never_prints()
    {
        var texts = new object[]
        {
            new Cars.GrantResult(Cars.GrantOutcome.Granted, null, "secret"),
            new Devices.ProvisionResult(Devices.ProvisionOutcome.Provisioned, "car", Devices.DeviceRole.Car, "secret"),
            new Cars.DriveGrant("car", "ctl", 1, "h", 1, "g", null, "secret"),
            new Cars.SessionNotice(1, "s", 1, 1, 1, 1, false, "h", "secret"),
            new Cars.Settlement("secret", "s", 1),
            new Cars.SessionRecord { Code = "secret", TokenHash = "secret" },
            new Cars.LeaseRecord { Session = new Cars.SessionRecord { Code = "secret", TokenHash = "secret" } },
        };

        Assert.All(texts, t => Assert.DoesNotContain("secret", t.ToString()));
    }

    private static bool IsImmutable(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string)
        || (Nullable.GetUnderlyingType(type) is { } inner && IsImmutable(inner))
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) && IsImmutable(type.GenericTypeArguments[0]))
        || Contract.Messages.Contains(type);

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
