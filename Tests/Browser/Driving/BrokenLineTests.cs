using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>The network or the server fails during a drive.</summary>
[Collection(BrowserCollection.Name)]
public class BrokenLineTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    [Fact]
    public Task SocketsReset_Stops_AndThePageComesBack_WithTheSameTokenAndAHigherEpoch() => fleet.Drive(async trip =>
    {
        trip.ComplaintsExpected = true;
        await trip.Drive();
        var before = await trip.Driver.Session();
        var epoch = trip.Car.Now.Epoch;
        var cut = Clock.Now;
        trip.Fleet.Line.Cut();
        var halt = await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, cut);
        output.WriteLine($"driver's sockets reset: {halt}");
        await Eventually.True(() => trip.Car.Now.Epoch > epoch, () => trip.Car.Now.ToString());
        await trip.Driver.Link("armed");
        Assert.Equal(before, await trip.Driver.Session());

        // The key has been held all the while; only after it was let go may the car drive again.
        trip.Car.StayedOff(halt.RestAt);
        await trip.LetGoAndDrive();
    });

    [Fact]
    public Task LineSilent_StopsByDeadMan_AndTheBurstAfterwardsDoesNotDrive() => fleet.Drive(async trip =>
    {
        trip.ComplaintsExpected = true;
        await trip.Drive();
        var silent = Clock.Now;
        trip.Fleet.Line.Silence();
        var halt = await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, silent);
        output.WriteLine($"line silent: {halt}");
        await trip.Driver.LetGo("ArrowUp");
        await trip.Car.StaysOff(Clock.Now);   // what was sent before that is too old by now: the picture comes by another line, so throttle was not locked
        var taken = trip.Car.Now.AckSeq;
        trip.Fleet.Line.Speak();
        await Eventually.True(() => trip.Car.Now.AckSeq > taken + 30, () => trip.Car.Now.ToString());
        trip.Car.StayedOff(halt.RestAt);
        await trip.Driver.Ready();
        await trip.Drive();
    });
}
