using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Tests.Controller;

public class CarControllerPropertyTests
{
    /// <summary>Something that may happen, and how many ms after the thing before.</summary>
    public sealed record Happening(int After, string What, uint Epoch, uint Seq, int Lag, double Throttle);

    public static class Arbitraries
    {
        public static Arbitrary<Happening[]> Happenings() => Arb.From(
            from length in Gen.Choose(1, 120)
            from happenings in Gen.ArrayOf(
                from after in Gen.Frequency((6, Gen.Choose(0, 60)), (2, Gen.Choose(200, 300)), (1, Gen.Choose(400, 4000)))
                from what in Gen.Frequency(
                    (12, Gen.Constant("drive")), (5, Gen.Constant("zero")), (3, Gen.Constant("session")), (1, Gen.Constant("stop")),
                    (1, Gen.Constant("latch")), (1, Gen.Constant("resume")), (1, Gen.Constant("end")), (1, Gen.Constant("close")),
                    (1, Gen.Constant("registered")), (1, Gen.Constant("garbage")), (1, Gen.Constant("signal")))
                from epoch in Gen.Frequency((8, Gen.Constant(3u)), (1, Gen.Constant(2u)), (1, Gen.Constant(4u)))
                from seq in Gen.Frequency((8, Gen.Constant(0u)), (1, Gen.Choose(1, 10).Select(n => (uint)n)))
                from lag in Gen.Frequency((6, Gen.Choose(0, 40)), (1, Gen.Choose(149, 152)), (1, Gen.Choose(200, 2000)))
                from throttle in Gen.Elements(0.4, -0.7, 1.0, 0.0, 0.01)
                select new Happening(after, what, epoch, seq, lag, throttle), length)
            select happenings);
    }

    [Property(Arbitrary = [typeof(Arbitraries)], MaxTest = 500)]
    public void No_accepted_frame_for_250_ms_means_neutral_whatever_else_arrives(Happening[] happenings)
    {
        var bench = ControllerBench.Armed();
        long now = 1000, acceptedAt = 1000;
        var seq = 1u;
        foreach (var happening in happenings)
        {
            // Look at every moment in between, not only at those when something arrives.
            for (var until = now + happening.After; now < until; now++) Check();
            if (Apply(bench, happening, now, ref seq) == DriveRefusal.Accepted) acceptedAt = now;
            Check();
        }

        void Check()
        {
            var output = bench.Controller.Output(now);
            if (now - acceptedAt > 250) Assert.True(output.Neutral, $"driving at {now}, last frame at {acceptedAt}");
            if (output.Neutral) Assert.Equal((0.0, 0.0), (output.Throttle, output.Steering));
            else Assert.True(output.Armed && bench.Controller.InSession(now) && !bench.Controller.Latched);
        }
    }

    [Property(Arbitrary = [typeof(Arbitraries)], MaxTest = 500)]
    public void After_a_stop_the_motor_stands_until_a_frame_with_throttle_zero_is_accepted(Happening[] happenings)
    {
        var bench = ControllerBench.Armed();
        var now = 1000L;
        var seq = 1u;
        bench.Controller.Stop(new StopMessage(uint.MaxValue, false));
        foreach (var happening in happenings)
        {
            now += happening.After;
            var verdict = Apply(bench, happening, now, ref seq);
            if (verdict == DriveRefusal.Accepted)
            {
                Assert.True(happening.What == "zero" || happening.Throttle == 0, $"{happening} was accepted");
                return;
            }

            Assert.True(bench.Controller.Output(now).Neutral);
        }
    }

    private static DriveRefusal? Apply(ControllerBench bench, Happening happening, long now, ref uint seq)
    {
        var number = happening.Seq == 0 ? ++seq : happening.Seq;
        return happening.What switch
        {
            "drive" => bench.Drive(now, number, happening.Throttle, happening.Epoch, now - happening.Lag),
            "zero" => bench.Drive(now, number, 0, happening.Epoch, now - happening.Lag),
            "session" => bench.Receive(now, new SessionMessage(happening.Epoch, 3000, 1)),
            "stop" => bench.Receive(now, new StopMessage(happening.Epoch, false)),
            "latch" => bench.Receive(now, new StopMessage(happening.Epoch, true)),
            "resume" => bench.Receive(now, new ResumeMessage(happening.Epoch)),
            "end" => bench.Receive(now, new SessionEndedMessage(happening.Epoch - 1, "expired")),
            "registered" => bench.Receive(now, new RegisteredMessage(1763800000, 2000, 250, 150, null, null, false)),
            "garbage" => bench.Receive(now, ServerMessageReader.Read(Encoding.UTF8.GetBytes("{\"type\":\"drive\",\"throttle\":1}"))),
            "signal" => bench.Receive(now, new IgnoredMessage("offer")),
            "close" => Close(),
            _ => throw new InvalidOperationException(happening.What),
        };

        DriveRefusal? Close()
        {
            bench.Controller.LinkClosed();
            return null;
        }
    }
}
