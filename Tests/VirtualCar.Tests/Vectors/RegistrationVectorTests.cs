using System.Text;
using System.Text.Json;
using RcFleet.Support;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Tests.Vectors;

public class RegistrationVectorTests
{
    public static IEnumerable<object[]> Cases => VectorFile.Names("registration.json");

    [Theory, MemberData(nameof(Cases))]
    public void The_answer_is_read_as_the_vector_says(string file, string name)
    {
        var found = VectorFile.Case(VectorFile.Read(file), name);
        var message = ServerMessageReader.Read(Encoding.UTF8.GetBytes(found.GetProperty("line").GetString()!));
        Assert.Equal(found.GetProperty("valid").GetBoolean(), message is RegisteredMessage);
        if (message is not RegisteredMessage registered) return;
        var fields = found.GetProperty("fields");
        Assert.Equal(Field(fields, "now")?.GetInt64(), registered.Now);
        Assert.Equal(Field(fields, "heartbeatMs")?.GetInt32(), registered.HeartbeatMs);
        Assert.Equal(Field(fields, "stopped")?.GetBoolean(), registered.Stopped);
        Assert.Equal(Field(fields, "hasStreamKey")?.GetBoolean() ?? false, registered.StreamKey is not null);
        Assert.Equal(Field(fields, "kid")?.GetString(), registered.Kid);
    }

    private static JsonElement? Field(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) ? value : null;
}
