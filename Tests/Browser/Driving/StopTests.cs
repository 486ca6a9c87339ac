using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>What the page does to stop a car, by the car's own telemetry.</summary>
[Collection(BrowserCollection.Name)]
public class StopTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    /// <summary>The picture may lag by as much as the page still lets a driver drive by (safety rule 5).</summary>
    private const double PictureLagMs = 500;

    [Fact]
    public Task KeyHeld_Drives_KeyUp_Stops_InTelemetryAndInThePicture() => fleet.Drive(async trip =>
    {
        var (car, driver) = (trip.Car, trip.Driver);
        var standing = await driver.Look();
        Assert.True(standing.From(await driver.Look()) < Picture.Moving, "The picture moves before the car does.");
        var down = await driver.Moment("keydown", () => driver.Hold("ArrowUp"));
        await car.Drives(1.2);
        output.WriteLine($"motor on {Clock.Ms(down, car.FirstPush(down)!.Value):0} ms after key-down");
        var moved = await Eventually.Value(async () => (await driver.Look()).From(standing), change => change > Picture.Moving);

        var up = await driver.Moment("keyup", () => driver.LetGo("ArrowUp"));
        var halt = await car.HaltsWithin(TrackCar.NeutralWithinMs, up);
        output.WriteLine($"key-up: {halt}; the picture had changed by {moved:0.0}");

        var pictureRest = Clock.Ms(halt.RestAt, await driver.LastChange());
        output.WriteLine($"last change of the picture {pictureRest:0} ms after the car stood");
        Assert.True(pictureRest <= PictureLagMs, $"The picture moved for {pictureRest:0} ms after the car stood.");
        Assert.Equal(0, (await driver.Look()).From(await driver.Look()), 0.1);
    });

    [Fact]
    public Task FocusLost_Stops_AndTheHeldKeyDoesNotDriveOn() => fleet.Drive(async trip =>
    {
        await using var surface = await BrowserSurface.Of(trip.Driver.Page);
        await trip.Drive();
        var blur = await trip.Driver.Moment("blur", surface.TakeFocus);
        Assert.Equal("visible", await trip.Driver.Page.EvaluateAsync<string>("document.visibilityState"));
        var halt = await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, blur);
        output.WriteLine($"blur: {halt}");

        await surface.GiveFocusBack();
        await trip.Driver.Ready();
        var back = Clock.Now;
        await trip.Driver.Page.Keyboard.DownAsync("ArrowUp");   // held all along: the browser calls it a repeat
        await trip.Car.StaysOff(back);
        await trip.LetGoAndDrive();
    });

    [Fact]
    public Task AnotherTabInFront_Stops() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        var hidden = await trip.Driver.Moment("blur", () => trip.Tabs.NewPageAsync());   // the first sign of it
        Assert.Equal(["hidden"], await trip.Driver.VisibilityChanges());
        var halt = await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, hidden);
        output.WriteLine($"hidden by another tab: {halt}");
        Assert.Equal(0, (await trip.Driver.Look()).From(await trip.Driver.Look()), 0.1);

        await trip.Tabs.Pages[^1].CloseAsync();
        await trip.Driver.Page.BringToFrontAsync();
        await trip.Driver.Ready();
        await trip.Car.StaysOff(Clock.Now);
        trip.Car.StayedOff(halt.RestAt);
    });

    [Fact]
    public Task WindowMinimised_Stops() => fleet.Drive(async trip =>
    {
        await using var surface = await BrowserSurface.Of(trip.Driver.Page);
        await trip.Drive();
        var hidden = await trip.Driver.Moment("blur", surface.Minimise);
        Assert.Equal(["hidden"], await trip.Driver.VisibilityChanges());
        var halt = await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, hidden);
        output.WriteLine($"hidden by minimising: {halt}");
        await surface.Restore();
    });

    [Fact]
    public Task PageClosed_Stops() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        var closed = Clock.Now;
        await trip.Driver.Page.CloseAsync();
        output.WriteLine($"page closed: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, closed)}");
    });

    [Fact]
    public Task Space_Stops_AndTheHeldKeyDoesNotDriveOn() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        var space = await trip.Driver.Moment("keydown", () => trip.Driver.Hold("Space"));
        var halt = await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, space);
        output.WriteLine($"space: {halt}");
        trip.Car.StayedOff(halt.RestAt);
        await trip.Driver.LetGo("Space");
        await trip.LetGoAndDrive();
    });

    [Fact]
    public Task EmergencyStop_Stops_AndOnlyAnOperatorResumes() => fleet.Drive(async trip =>
    {
        await trip.Drive();
        var click = await trip.Driver.Moment("pointerup", () => trip.Driver.Page.GetByTestId("emergency-stop").ClickAsync());
        output.WriteLine($"emergency stop: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, click)}");
        await trip.Driver.Link("stopped");
        await Eventually.True(() => trip.Car.Now.Stopped, () => trip.Car.Now.ToString());

        await trip.Driver.LetGo("ArrowUp");
        var tried = Clock.Now;
        await trip.Driver.Hold("ArrowUp");
        await trip.Car.StaysOff(tried);
        await trip.Driver.LetGo("ArrowUp");

        await RemoteServer.Done(await trip.Fleet.Server.Operator.PostAsync($"/api/operator/cars/{trip.Car.Id}/resume", null));
        await trip.Driver.Ready();
        await trip.LetGoAndDrive();
    });

    [Fact]
    public Task CameraLost_LocksThrottle_AndSaysSo_UntilThePictureIsBack() => fleet.Drive(async trip =>
    {
        // The page's limit is 500 ms after the capture of what it shows; a frame lasts 50 ms, throttle falls in one step.
        const double LockedWithinMs = 600;
        trip.ComplaintsExpected = true;
        await trip.Drive();
        var lost = Clock.Now;
        await trip.Car.CameraOff();
        output.WriteLine($"camera lost: {await trip.Car.HaltsWithin(LockedWithinMs, lost)}");
        await trip.Driver.Shows("[data-testid=stale-overlay]");
        await trip.Car.CameraOn();
        await Eventually.Value(() => trip.Driver.Page.GetByTestId("stale-overlay").CountAsync(), count => count == 0);
        await trip.Car.Drives();   // the key is held and the car was never stopped: it goes on by itself
    }, cameraApart: true);
}
