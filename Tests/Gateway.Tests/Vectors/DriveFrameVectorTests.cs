using System.Text;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Tests.Vectors;

public class DriveFrameVectorTests
{
    public static IEnumerable<object[]> Cases => VectorFile.Names("drive-frames.json");

    // A driver's frame has no epoch, and may come without t: what is wrong with those alone is no concern of this reader.
    [Theory, MemberData(nameof(Cases))]
    public void The_drivers_reader_takes_what_is_valid_and_nothing_else(string file, string name)
    {
        var found = VectorFile.Case(VectorFile.Read(file), name);
        var message = DriverMessages.Read(Encoding.UTF8.GetBytes(found.GetProperty("line").GetString()!));
        if (name == "t is missing")
        {
            Assert.Equal((DriverMessageKind.Drive, null), (message.Kind, message.Stamp));
            return;
        }

        if (!found.GetProperty("valid").GetBoolean() && !name.StartsWith("epoch", StringComparison.Ordinal))
        {
            Assert.NotEqual(DriverMessageKind.Drive, message.Kind);
            return;
        }

        Assert.Equal(DriverMessageKind.Drive, message.Kind);
        if (!found.TryGetProperty("fields", out var fields)) return;
        Assert.Equal(fields.GetProperty("seq").GetUInt32(), message.Seq);
        Assert.Equal(fields.GetProperty("t").GetUInt32(), message.Stamp);
        Assert.Equal(fields.GetProperty("steering").GetSingle(), message.Steering);
        Assert.Equal(fields.GetProperty("throttle").GetSingle(), message.Throttle);
    }
}
