using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>A server of its own, because it does not survive.</summary>
[Collection(BrowserCollection.Name)]
public class KilledServerTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    [Fact]
    public Task ServerKilled_Stops_AndThePageSaysThatItIsGone() => fleet.Drive(async trip =>
    {
        // The dead-man and one output period: 250 ms + 20 ms.
        const double FailsafeAndATickMs = 270;
        trip.ComplaintsExpected = true;
        await trip.Drive();
        var killed = Clock.Now;
        await trip.Fleet.KillServer();
        output.WriteLine($"server killed: {await trip.Car.HaltsWithin(FailsafeAndATickMs, killed)}");
        await trip.Driver.Link("reconnecting");
    });
}
