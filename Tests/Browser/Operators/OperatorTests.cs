using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Operators;

[Collection(BrowserCollection.Name)]
public class OperatorTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    [Fact]
    public Task WrongKey_IsRefused_TheRightOneOpens_AndANewDevicesKeyIsShownOnce() => fleet.Visit(async trip =>
    {
        trip.ComplaintsExpected = true;   // the browser logs a 401
        var page = trip.Driver.Page;
        await trip.Driver.Open("/operator");
        await Open(page, "not-the-operator-key");
        var hint = await Eventually.Value(() => trip.Driver.Text("operator-key-hint"), text => text.Contains("not accepted", StringComparison.Ordinal));
        Assert.Equal("This key is not accepted. Check it and enter it again.", hint);
        await Open(page, RemoteServer.OperatorKey);
        await trip.Driver.Shows($"[data-testid=operator-car-{trip.Car.Id}]");

        var device = trip.Car.Id + "-spare";
        await page.GetByTestId("provision-device").FillAsync(device);
        await page.GetByTestId("provision-car").FillAsync(trip.Car.Id + "x");
        await page.GetByTestId("provision-role").SelectOptionAsync("control");
        await page.GetByTestId("provision-submit").ClickAsync();
        var key = await trip.Driver.Text("new-key-value");
        await using var board = await trip.Fleet.Server.Register(device, key);
        await trip.Driver.Shows($"[data-testid=device-{device}][data-online=true]");

        await page.ReloadAsync();
        await trip.Driver.Shows($"[data-testid=device-{device}]");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
    }, new() { Locale = "en-US" });

    [Fact]
    public Task StopAll_StopsADrivingCar_AndResumeLetsItDriveAgain() => fleet.Drive(async trip =>
    {
        // The operator sits at another browser: this one's window would hide the driver's.
        await using var office = await trip.Tabs.Browser!.NewContextAsync(new() { Locale = "en-US" });
        var desk = new DriverPage(await office.NewPageAsync(), trip.Fleet.Site);
        await desk.Prepare();
        await desk.Open("/operator");
        await Open(desk.Page, RemoteServer.OperatorKey);
        await desk.Shows($"[data-testid=operator-car-{trip.Car.Id}]");

        await trip.Drive();
        var click = await desk.Moment("pointerup", () => desk.Page.GetByTestId("stop-all").ClickAsync());
        output.WriteLine($"stop all: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, click)}");
        await trip.Driver.Link("stopped");

        await desk.Page.GetByTestId($"resume-{trip.Car.Id}").ClickAsync();
        await trip.Driver.Link("armed");
        await trip.LetGoAndDrive();
        Assert.Empty(desk.Errors);
    });

    private static async Task Open(IPage page, string key)
    {
        await page.GetByTestId("operator-key").FillAsync(key);
        await page.GetByTestId("operator-open").ClickAsync();
    }
}
