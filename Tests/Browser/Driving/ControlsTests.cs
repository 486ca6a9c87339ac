using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>Sticks, thumbs and settings, by the car's own telemetry.</summary>
[Collection(BrowserCollection.Name)]
public class ControlsTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    private static readonly BrowserNewContextOptions Desktop = new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-US" };

    private static readonly BrowserNewContextOptions OnItsSide = new()
    {
        ViewportSize = new() { Width = 844, Height = 390 },
        DeviceScaleFactor = 2,
        HasTouch = true,
        IsMobile = true,
        Locale = "en-US",
    };

    /// <summary>A gamepad of the standard layout that the test holds: <c>__pad</c> is what the page reads, null is none.</summary>
    private const string Gamepad = """
        window.__pad = null;
        Object.defineProperty(navigator, 'getGamepads', { value: () => [window.__pad] });
        window.__hold = (steering, trigger) => {
          const buttons = Array.from({ length: 17 }, (_, i) => ({ value: i === 7 ? trigger : 0, pressed: i === 7 && trigger > 0.5 }));
          window.__pad = { connected: true, mapping: 'standard', axes: [steering, 0, 0, 0], buttons };
        };
        """;

    public static TheoryData<string> Phones => ["upright", "on its side"];

    [Fact]
    public Task Gamepad_Drives_Unplugged_Stops_AndPluggedInWithTheTriggerPulled_StaysStopped() => fleet.Visit(async trip =>
    {
        var page = trip.Driver.Page;
        await page.AddInitScriptAsync(Gamepad);
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await page.EvaluateAsync("__hold(0, 0)");
        await trip.Driver.Ready();
        await page.EvaluateAsync("__hold(0, 1)");
        await trip.Car.Drives();

        var unplugged = Clock.Now;
        await page.EvaluateAsync("__pad = null");
        var halt = await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, unplugged);
        output.WriteLine($"unplugged: {halt}");

        await page.EvaluateAsync("__hold(0, 1)");
        await trip.Car.StaysOff(Clock.Now);
        await page.EvaluateAsync("__hold(0, 0)");
        await trip.Driver.Ready();
        await page.EvaluateAsync("__hold(0, 1)");
        await trip.Car.Drives();
    }, Desktop);

    [Theory]
    [MemberData(nameof(Phones))]
    public Task TwoThumbs_SteerAndDrive_TakenAway_Stop_AndMustComeDownAnew(string held) => fleet.Drive(async trip =>
    {
        var page = trip.Driver.Page;
        await using var thumbs = await Fingers.Over(page);
        await thumbs.Put(page.GetByTestId("touch-steering"));
        await thumbs.Put(page.GetByTestId("touch-throttle"));
        await thumbs.Slide(0, -Fingers.Whole, 0);
        await thumbs.Slide(1, 0, -Fingers.Whole);
        await trip.Car.Drives();
        Assert.Equal("-100", await page.GetByTestId("touch-steering").GetAttributeAsync("aria-valuenow"));
        Assert.Equal("true", await page.GetByTestId("touch-throttle").GetAttributeAsync("data-held"));

        var taken = Clock.Now;
        await thumbs.Taken();
        output.WriteLine($"{held}, taken away: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, taken)}");
        Assert.Equal("false", await page.GetByTestId("touch-throttle").GetAttributeAsync("data-held"));

        await trip.Driver.Ready();
        await thumbs.Put(page.GetByTestId("touch-throttle"));
        await thumbs.Slide(0, 0, Fingers.Whole);
        await Eventually.True(() => trip.Car.Now.Throttle < -0.5, () => trip.Car.Now.ToString());
        await thumbs.Lift();
    }, held == "upright" ? PhoneTests.Phone : OnItsSide);

    [Fact]
    public Task CapAtHalf_HalvesTheThrottle_AndSettingsOpen_Stops() => fleet.Drive(async trip =>
    {
        var page = trip.Driver.Page;
        await trip.Drive();
        await Eventually.True(() => trip.Car.Now.Throttle > 0.99, () => trip.Car.Now.ToString());

        var opened = await trip.Driver.Moment("pointerup", () => page.GetByTestId("settings").ClickAsync());
        output.WriteLine($"settings opened: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, opened)}");
        await page.GetByTestId("cap").FillAsync("50");
        await page.Keyboard.PressAsync("Escape");
        await trip.Driver.Ready();
        await trip.Car.StaysOff(Clock.Now);   // the key is held all along

        await trip.Driver.LetGo("ArrowUp");
        await trip.Car.Takes(10);
        var held = Clock.Now;
        await trip.Driver.Hold("ArrowUp");
        await Eventually.True(() => trip.Car.Now.Throttle > 0.49, () => trip.Car.Now.ToString());
        await trip.Car.Takes(10);
        Assert.Equal(0.5, trip.Car.HardestPush(held), 0.001);

        await trip.Driver.Open("/drive");
        await trip.Driver.Ready();
        await page.GetByTestId("settings").ClickAsync();
        Assert.Equal("50", await page.GetByTestId("cap").InputValueAsync());   // remembered by the browser
        await page.GetByTestId("settings-reset").ClickAsync();
        Assert.Equal("100", await page.GetByTestId("cap").InputValueAsync());
    }, Desktop);
}
