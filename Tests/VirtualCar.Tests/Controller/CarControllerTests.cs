using System.Text;
using RcFleet.VirtualCar.Controller;
using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Tests.Controller;

public class CarControllerTests
{
    [Theory]
    [InlineData("""{"type":"stop"}""")]
    [InlineData("""{"type":"stop","epoch":"3","reason":"driver-lost","latched":false}""")]
    [InlineData("""{"type":"stop","epoch":3,"reason":"driver-lost","latched":"no"}""")]
    [InlineData("""{"type":"stop","epoch":1,"epoch":3,"reason":"x","latched":false}""")]
    public void A_stop_that_is_half_readable_still_stops(string line)
    {
        var bench = ControllerBench.Armed();
        bench.Drive(1010, 2, 0.5);
        Assert.False(bench.Controller.Output(1010).Neutral);

        bench.Receive(1020, ServerMessageReader.Read(Encoding.UTF8.GetBytes(line)));

        Assert.True(bench.Controller.Output(1020).Neutral);
        Assert.Equal(DriveRefusal.AwaitingZero, bench.Drive(1030, 3, 0.5));
    }

    [Fact]
    public void Every_frame_is_counted_by_what_became_of_it()
    {
        var bench = ControllerBench.Armed();
        bench.Drive(1010, 2, 0.5);
        bench.Drive(1020, 2, 0.5);
        bench.Drive(1030, 3, 0.5, epoch: 9);
        bench.Drive(1400, 4, 0.5, t: 1100);
        bench.Controller.DriveMalformed();

        Assert.Equal(2, bench.Controller.Refusals[DriveRefusal.Accepted]);
        Assert.Equal(1, bench.Controller.Refusals[DriveRefusal.StaleSequence]);
        Assert.Equal(1, bench.Controller.Refusals[DriveRefusal.WrongEpoch]);
        Assert.Equal(1, bench.Controller.Refusals[DriveRefusal.TooOld]);
        Assert.Equal(1, bench.Controller.Refusals[DriveRefusal.Malformed]);
    }

    [Fact]
    public void A_frame_made_in_code_with_NaN_is_refused_as_well()
    {
        var bench = ControllerBench.Armed();
        Assert.Equal(DriveRefusal.Malformed, bench.Drive(1010, 2, double.NaN));
    }

    [Fact]
    public void A_failsafe_time_out_of_range_leaves_the_default()
    {
        var controller = new CarController();
        controller.Registered(0, new RegisteredMessage(1, 2000, 3_600_000, null, null, null, false));
        Assert.Equal(250, controller.FailsafeMs);
    }

    [Theory]
    [InlineData(60, 61, DriveRefusal.TooOld)]
    [InlineData(60, 60, DriveRefusal.Accepted)]
    [InlineData(60_000, 151, DriveRefusal.TooOld)]
    public void The_server_says_how_old_a_command_may_be_within_bounds(int maxCommandAgeMs, int lagMs, DriveRefusal expected)
    {
        var bench = ControllerBench.Armed();
        bench.Receive(1010, new RegisteredMessage(1763800000, 2000, 250, maxCommandAgeMs, null, null, false));
        bench.Receive(1020, new SessionMessage(3, 3000, 1));
        Assert.Equal(DriveRefusal.Accepted, bench.Drive(1030, 10, 0, t: 1030));
        Assert.Equal(expected, bench.Drive(1040 + lagMs, 11, 0.3, t: 1040));
    }
}
