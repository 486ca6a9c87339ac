using System.Buffers.Text;
using RcFleet.Support;
using RcFleet.VirtualCar.Streaming;

namespace RcFleet.VirtualCar.Tests.Vectors;

public class StreamTokenVectorTests
{
    private static readonly Dictionary<StreamVerdict, string> Words = new()
    {
        [StreamVerdict.Accepted] = "accepted",
        [StreamVerdict.TimeUnknown] = "time-unknown",
        [StreamVerdict.Malformed] = "malformed",
        [StreamVerdict.WrongKey] = "wrong-key",
        [StreamVerdict.Forged] = "forged",
        [StreamVerdict.Expired] = "expired",
        [StreamVerdict.WrongSession] = "wrong-session",
        [StreamVerdict.Replayed] = "replayed",
        [StreamVerdict.Busy] = "busy",
    };

    public static IEnumerable<object[]> Cases => VectorFile.Names("stream-tokens.json");

    [Theory, MemberData(nameof(Cases))]
    public void The_gate_judges_as_the_vector_says(string file, string name)
    {
        var root = VectorFile.Read(file);
        var gate = new StreamGate(root.GetProperty("deviceId").GetString()!);
        foreach (var step in VectorFile.Case(root, name).GetProperty("steps").EnumerateArray())
        {
            var at = step.GetProperty("at").GetInt64();
            if (step.TryGetProperty("registered", out var registered))
            {
                gate.Registered(
                    at, registered.GetProperty("now").GetInt64(),
                    Base64Url.DecodeFromChars(registered.GetProperty("streamKey").GetString()), registered.GetProperty("kid").GetString()!);
            }
            else if (step.TryGetProperty("sessionEnded", out var ended))
            {
                gate.SessionEnded(ended.TryGetProperty("sessionId", out var id) ? id.GetString() : null);
            }
            else if (step.TryGetProperty("leave", out _))
            {
                gate.Leave();
            }
            else
            {
                var verdict = gate.Enter(at, step.GetProperty("open").GetString(), out _);
                Assert.True(Words[verdict] == step.GetProperty("expect").GetString(), $"got {verdict} at {step}");
            }
        }
    }
}
