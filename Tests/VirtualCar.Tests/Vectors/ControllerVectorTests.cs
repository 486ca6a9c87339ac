using System.Text;
using System.Text.Json;
using RcFleet.Support;
using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Tests.Vectors;

public class ControllerVectorTests
{
    private static readonly Dictionary<DriveRefusal, string> Words = new()
    {
        [DriveRefusal.Accepted] = "accepted",
        [DriveRefusal.Malformed] = "malformed",
        [DriveRefusal.LinkDown] = "link-down",
        [DriveRefusal.NoSession] = "no-session",
        [DriveRefusal.WrongEpoch] = "wrong-epoch",
        [DriveRefusal.LeaseExpired] = "lease-expired",
        [DriveRefusal.StaleSequence] = "stale-seq",
        [DriveRefusal.TooOld] = "too-old",
        [DriveRefusal.Stopped] = "stopped",
        [DriveRefusal.NotArmed] = "not-armed",
        [DriveRefusal.AwaitingZero] = "awaiting-zero",
    };

    public static IEnumerable<object[]> Cases => VectorFile.Names("ages-and-clocks.json", "epochs-and-stops.json");

    [Theory, MemberData(nameof(Cases))]
    public void The_controller_does_what_the_vector_says(string file, string name)
    {
        var root = VectorFile.Read(file);
        var found = VectorFile.Case(root, name);
        var bench = new ControllerBench();
        if (found.TryGetProperty("prelude", out var prelude))
            foreach (var step in root.GetProperty("preludes").GetProperty(prelude.GetString()!).EnumerateArray())
                Run(bench, step);
        foreach (var step in found.GetProperty("steps").EnumerateArray()) Run(bench, step);
    }

    private static void Run(ControllerBench bench, JsonElement step)
    {
        var at = step.GetProperty("at").GetInt64();
        string? got = null;
        if (step.TryGetProperty("line", out var line))
        {
            var verdict = bench.Receive(at, ServerMessageReader.Read(Encoding.UTF8.GetBytes(line.GetString()!)));
            got = verdict is { } refusal ? Words[refusal] : null;
        }
        else if (step.TryGetProperty("event", out var happening))
        {
            Assert.Equal("close", happening.GetString());
            bench.Controller.LinkClosed();
        }

        var output = bench.Controller.Output(at);
        foreach (var member in step.EnumerateObject())
        {
            switch (member.Name)
            {
                case "at" or "line" or "event": break;
                case "expect": Same(member.Value.GetString(), got); break;
                case "neutral": Same(member.Value.GetBoolean(), output.Neutral); break;
                case "armed": Same(member.Value.GetBoolean(), output.Armed); break;
                case "throttle": Assert.Equal(member.Value.GetDouble(), output.Throttle, 0.001); break;
                case "steering": Assert.Equal(member.Value.GetDouble(), output.Steering, 0.001); break;
                case "epoch": Same(member.Value.GetUInt32(), bench.Controller.Epoch); break;
                case "ackSeq": Same(member.Value.GetUInt32(), bench.Controller.AckSeq); break;
                default: Assert.Fail($"The step has a member that this test does not know: {member.Name}"); break;
            }

            void Same(object? expected, object? actual) =>
                Assert.True(Equals(expected, actual), $"{member.Name} at {at}: expected {expected}, got {actual}. Step: {step}");
        }
    }
}
