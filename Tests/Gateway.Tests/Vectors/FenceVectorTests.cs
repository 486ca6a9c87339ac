using System.Text.Json;
using RcFleet.Cars;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Vectors;

/// <summary>
/// The gate at a controller's socket, over what the controller's vectors say: it holds back whatever the controller would
/// refuse for its epoch, its sequence, a latched stop or the lease, and nothing that the controller would take.
/// </summary>
public class FenceVectorTests
{
    private const int MaxCommandAgeMs = 150;

    /// <summary>Goes by the epoch of a resume; the fence goes by the grain's order, which the wire does not carry.</summary>
    private const string ByOrder = "a resume of an older epoch is ignored";

    public static IEnumerable<object[]> Cases => VectorFile.Names("ages-and-clocks.json", "epochs-and-stops.json");

    [Theory, MemberData(nameof(Cases))]
    public void The_gate_agrees_with_the_controller(string file, string name)
    {
        if (name == ByOrder) return;
        var root = VectorFile.Read(file);
        var found = VectorFile.Case(root, name);
        var gate = new Gate();
        if (found.TryGetProperty("prelude", out var prelude))
            foreach (var step in root.GetProperty("preludes").GetProperty(prelude.GetString()!).EnumerateArray()) gate.Run(step);
        foreach (var step in found.GetProperty("steps").EnumerateArray()) gate.Run(step);
    }

    private sealed class Gate
    {
        private ControllerFence _fence = new();
        private AgeGate _ages = new();
        private long _order;
        private uint _seq;
        private bool _open;
        private bool _reconnected;

        public void Run(JsonElement step)
        {
            var at = step.GetProperty("at").GetInt64();
            if (step.TryGetProperty("event", out _)) (_open, _reconnected) = (false, true);
            if (!step.TryGetProperty("line", out var line) || !TryParse(line.GetString()!, out var message)) return;
            switch (message.GetProperty("type").GetString())
            {
                case "registered":
                    (_fence, _ages, _open) = (new ControllerFence(), new AgeGate(), true);
                    _fence.Registered(message.TryGetProperty("stopped", out var stopped) && stopped.ValueKind == JsonValueKind.True);
                    break;
                case "session" when message.GetProperty("epoch").ValueKind == JsonValueKind.Number && message.TryGetProperty("leaseTtlMs", out var ttl) && ttl.TryGetInt32(out var ms):
                    _fence.Session(new SessionNotice(++_order, "s", Epoch(message), 600_000, ms, 1, false), at);
                    break;
                case "stop":
                    _fence.Stop(new StopNotice(++_order, Epoch(message), AfterSeq: 0, StopReason.Driver, message.GetProperty("latched").GetBoolean()));
                    break;
                case "resume":
                    _fence.Resume(new ResumeNotice(++_order, Epoch(message)));
                    break;
                case "session-ended":
                    _fence.SessionEnded(new SessionEndedNotice(++_order, "s", Epoch(message), EndReason.Expired));
                    break;
                case "drive" when _open && step.TryGetProperty("expect", out var expect) && expect.GetString() != "malformed":
                    Drive(message, at, expect.GetString()!, step);
                    break;
            }
        }

        private void Drive(JsonElement message, long at, string expected, JsonElement step)
        {
            var seq = message.GetProperty("seq").GetUInt32();
            var refusal = _fence.Admit(new DriveCommand(Epoch(message), seq, at, 0, 0), at);
            // The age is judged where the command came from, before the fence; every frame that is fresh teaches the clock.
            var tooOld = expected is "accepted" or "too-old" or "stopped" or "not-armed" or "awaiting-zero" && _ages.AgeOf(message.GetProperty("t").GetUInt32(), at) > MaxCommandAgeMs;
            switch (expected)
            {
                case "accepted" or "not-armed" or "awaiting-zero":
                    // Arming and the zero after a stop are the controller's own.
                    Assert.True(refusal == DriveRefusal.None && !tooOld, $"{refusal}, too old: {tooOld}: {step}");
                    break;
                case "too-old":
                    Assert.True(tooOld, step.ToString());
                    break;
                case "stale-seq" when _reconnected && seq > _seq:
                    // A new connection's fence knows no sequence; the controller does.
                    break;
                case "wrong-epoch" or "no-session" or "lease-expired" or "stale-seq" or "stopped":
                    Assert.True(refusal != DriveRefusal.None || (expected == "stale-seq" && _reconnected), $"passed, but: {step}");
                    break;
                default:
                    Assert.Equal("link-down", expected);
                    break;
            }

            _seq = Math.Max(_seq, seq);
        }

        private static long Epoch(JsonElement message) => message.GetProperty("epoch").GetInt64();

        private static bool TryParse(string line, out JsonElement message)
        {
            message = default;
            try
            {
                message = JsonDocument.Parse(line).RootElement;
                return message.ValueKind == JsonValueKind.Object && message.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }
}
