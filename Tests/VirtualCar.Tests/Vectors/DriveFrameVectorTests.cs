using System.Text;
using RcFleet.Support;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Tests.Vectors;

public class DriveFrameVectorTests
{
    public static IEnumerable<object[]> Cases => VectorFile.Names("drive-frames.json");

    [Theory, MemberData(nameof(Cases))]
    public void The_reader_takes_what_is_valid_and_nothing_else(string file, string name)
    {
        var found = VectorFile.Case(VectorFile.Read(file), name);
        var message = ServerMessageReader.Read(Encoding.UTF8.GetBytes(found.GetProperty("line").GetString()!));
        if (!found.GetProperty("valid").GetBoolean())
        {
            Assert.IsType<MalformedMessage>(message);
            return;
        }

        var drive = Assert.IsType<DriveMessage>(message);
        var fields = found.GetProperty("fields");
        Assert.Equal(fields.GetProperty("epoch").GetUInt32(), drive.Epoch);
        Assert.Equal(fields.GetProperty("seq").GetUInt32(), drive.Seq);
        Assert.Equal(fields.GetProperty("t").GetUInt32(), drive.T);
        Assert.Equal(fields.GetProperty("steering").GetDouble(), drive.Steering, 1e-9);
        Assert.Equal(fields.GetProperty("throttle").GetDouble(), drive.Throttle, 1e-9);
    }
}
