using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace RcFleet.Contracts;

/// <summary>Through the serializer that carries messages between processes.</summary>
public class SerializerTests
{
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<Type> All => [.. Contract.Messages.Concat(Contract.States)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_member_survives(Type type)
    {
        var value = Contract.Filled(type);

        var copy = Serializer.Deserialize<object>(Serializer.SerializeToArray(value));

        Assert.IsType(type, copy);
        Assert.Equal(JsonSerializer.Serialize(value, type), JsonSerializer.Serialize(copy, type));
    }
}
