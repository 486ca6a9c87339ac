using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>A phone in the hand: fingers instead of keys, and no room to the sides.</summary>
[Collection(BrowserCollection.Name)]
public class PhoneTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    internal static readonly BrowserNewContextOptions Phone = new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
        DeviceScaleFactor = 2,
        HasTouch = true,
        IsMobile = true,
        Locale = "en-US",
    };

    [Fact]
    public Task FingerHeld_Drives_FingerLifted_Stops_AndNothingScrollsSideways() => fleet.Visit(async trip =>
    {
        await trip.Driver.Open();
        await trip.Driver.Shows($"[data-testid=drive-{trip.Car.Id}]");
        await NoSidewaysScroll(trip.Driver);
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await NoSidewaysScroll(trip.Driver);

        await using var finger = await Fingers.Forwards(trip.Driver);
        await trip.Car.Drives();
        var lifted = await trip.Driver.Moment("pointerup", finger.Lift);
        output.WriteLine($"finger lifted: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, lifted)}");
        await trip.Driver.Open("/operator");
        await trip.Driver.Page.GetByTestId("operator-key").FillAsync(RemoteServer.OperatorKey);
        await trip.Driver.Page.GetByTestId("operator-open").ClickAsync();
        await trip.Driver.Shows($"[data-testid=operator-car-{trip.Car.Id}]");
        await NoSidewaysScroll(trip.Driver);
    }, Phone);

    private static async Task NoSidewaysScroll(DriverPage page)
    {
        var (wide, room) = (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.Page.EvaluateAsync<int>("innerWidth"));
        Assert.True(wide <= room && room == 390, $"{page.Page.Url} is {wide} wide in {room}.");

        // What hides its overflow does not scroll, and is cut off all the same.
        var cut = await page.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('main, main > *')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map(e => `${e.className}: ${e.scrollWidth} in ${e.clientWidth}`)");
        Assert.Empty(cut);
    }
}
