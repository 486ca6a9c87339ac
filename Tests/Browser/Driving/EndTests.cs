using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>Every way in which a session ends or moves stops the car and is told to its driver.</summary>
[Collection(BrowserCollection.Name)]
public class EndTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    [Fact]
    public Task Revoked_Stops_AndTheEndScreenSaysSo() => fleet.Drive(async trip =>
    {
        var (session, _) = await trip.Driver.Session();
        await trip.Drive();
        var asked = Clock.Now;
        await RemoteServer.Done(await trip.Fleet.Server.SendAs(RemoteServer.OperatorKey, HttpMethod.Delete, $"/api/operator/sessions/{session}", new { reason = "test" }));
        output.WriteLine($"revoked: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, asked)}");
        await trip.Driver.Ended("revoked");
    });

    [Fact]
    public Task Disabled_Stops_AndTheEndScreenSaysSo() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        var asked = Clock.Now;
        await RemoteServer.Done(await trip.Fleet.Server.Operator.PostAsync($"/api/operator/cars/{trip.Car.Id}/disable", null));
        output.WriteLine($"disabled: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, asked)}");
        await trip.Driver.Ended("car_disabled");
    });

    [Fact]
    public Task Released_Stops_AndTheEndScreenLeadsToTheLobby() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        await trip.Driver.Page.GetByTestId("end-session").ClickAsync();
        var confirmed = await trip.Driver.Moment("pointerup", () => trip.Driver.Page.GetByTestId("end-dialog-yes").ClickAsync());
        await trip.Driver.Ended("released");
        await Eventually.True(() => !trip.Car.Now.InSession, () => trip.Car.Now.ToString());
        trip.Car.StayedOff(Clock.Add(confirmed, TrackCar.NeutralWithinMs));
        await trip.Driver.Page.GetByTestId("end-next").ClickAsync();
        await trip.Driver.Shows($"[data-testid=car-card-{trip.Car.Id}][data-status=available]");
    });

    [Fact]
    public Task SecondTabWithTheSameCode_ReplacesTheFirst() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        var epoch = trip.Car.Now.Epoch;
        var second = await trip.NewTab();
        await second.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ended("replaced");
        await second.Ready();
        Assert.True(trip.Car.Now.Epoch > epoch, $"Epoch {trip.Car.Now.Epoch} after {epoch}.");

        await second.Hold("ArrowUp");
        await trip.Car.Drives();
        var up = await second.Moment("keyup", () => second.LetGo("ArrowUp"));
        output.WriteLine($"key-up in the second tab: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, up)}");
    });

    [Fact]
    public Task Reload_ResumesWithTheSameToken_AndAHigherEpoch() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        var before = await trip.Driver.Session();
        var epoch = trip.Car.Now.Epoch;
        var asked = Clock.Now;
        await trip.Driver.Page.ReloadAsync();
        output.WriteLine($"reload: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, asked)}");
        await trip.Driver.Ready();
        Assert.Equal(before, await trip.Driver.Session());
        Assert.True(trip.Car.Now.Epoch > epoch, $"Epoch {trip.Car.Now.Epoch} after {epoch}.");
        await trip.LetGoAndDrive();
    });

    [LongFact]
    public Task Expired_Stops_AndTheEndScreenSaysSo() => fleet.Visit(async trip =>
    {
        await trip.Driver.Redeem(trip.Car.Id, await trip.Fleet.Server.Code(1));
        await trip.Driver.Ready();
        await Eventually.Value(() => trip.Driver.Text("hud-time-left"), left => left == "0:01", TimeSpan.FromSeconds(70));
        await trip.Drive();
        await trip.Driver.Ended("expired");
        await Eventually.True(() => !trip.Car.Now.InSession && trip.Car.Now.Speed == 0, () => trip.Car.Now.ToString());
    });
}
