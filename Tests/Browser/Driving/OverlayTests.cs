using System.Globalization;
using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>What the page says over the picture, against what the car does meanwhile.</summary>
[Collection(BrowserCollection.Name)]
public class OverlayTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    [Fact]
    public Task PictureFrozen_SaysSoWithItsAge_WhileTheCarTakesNoThrottle() => fleet.Drive(async trip =>
    {
        trip.ComplaintsExpected = true;
        await trip.Drive();
        await trip.Car.CameraOff();
        await trip.Driver.Shows("[data-testid=stale-overlay]");
        var shown = Clock.Now;
        Assert.Contains("FROZEN", await trip.Driver.Text("stale-overlay"), StringComparison.Ordinal);
        Assert.Contains("Throttle is locked", await trip.Driver.Text("stale-overlay"), StringComparison.Ordinal);

        // The key is held all along.
        await trip.Car.StaysOff(Clock.Add(shown, 100));   // what was under way when the overlay came
        Assert.Equal("0.00", await trip.Driver.Page.GetByTestId("bar-throttle").GetAttributeAsync("data-value"));
        var before = await Age(trip.Driver);
        await Eventually.Value(() => Age(trip.Driver), age => age >= before + 0.5);
        trip.Car.StayedOff(Clock.Add(shown, 100));
        await trip.Car.CameraOn();
        await Eventually.Value(() => trip.Driver.Page.GetByTestId("stale-overlay").CountAsync(), count => count == 0);
    }, cameraApart: true);

    [Fact]
    public Task LinkLost_SaysThatTheCarIsInNeutral_AndCountsTheSeatDown() => fleet.Drive(async trip =>
    {
        trip.ComplaintsExpected = true;
        await trip.Drive();
        var silent = Clock.Now;
        trip.Fleet.Line.Silence();
        output.WriteLine($"line silent: {await trip.Car.HaltsWithin(TrackCar.NeutralWithinMs, silent)}");
        await trip.Driver.Shows("[data-testid=lost-overlay]");
        var seat = await Seat(trip.Driver);
        output.WriteLine($"the seat is kept for {seat} s");
        Assert.InRange(seat, 1, 10);
        await Eventually.Value(() => Seat(trip.Driver), left => left <= seat - 2);
        Assert.Contains("neutral", await trip.Driver.Text("lost-overlay"), StringComparison.Ordinal);
        await trip.Driver.LetGo("ArrowUp");
        trip.Fleet.Line.Speak();
        await trip.Driver.Ready();
        Assert.Equal(0, await trip.Driver.Page.GetByTestId("lost-overlay").CountAsync());
        await trip.Drive();
    });

    [LongFact]
    public Task TimeRunsOut_IsToldThreeTimes_OnceEach() => fleet.Visit(async trip =>
    {
        await trip.Driver.Redeem(trip.Car.Id, await trip.Fleet.Server.Code(1));
        await trip.Driver.Ready();
        await trip.Driver.Page.EvaluateAsync("""
            () => {
              window.__warned = [];
              const place = document.querySelector('[data-testid=warning]');
              const note = () => { if (place.dataset.at !== undefined) window.__warned.push(Number(place.dataset.at)); };
              note();
              new MutationObserver(note).observe(place, { attributes: true, attributeFilter: ['data-at'] });
            }
            """);
        await Eventually.Value(() => trip.Driver.Text("hud-time-left"), left => left == "0:03", TimeSpan.FromSeconds(75));
        var told = await trip.Driver.Page.EvaluateAsync<int[]>("window.__warned");
        Assert.Equal([60, 30, 10], told);
    });

    [Fact]
    public Task FirstDrive_ShowsTheTutorial_WhichHidesNoStop_AndComesOnce() => fleet.Visit(async trip =>
    {
        await trip.Driver.FirstDrive();
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await trip.Driver.Shows("[data-testid=tutorial][data-step=drive][data-means=keyboard]");

        // It takes nothing from who drives on: neither the keys nor the stop.
        await trip.Drive();
        await trip.Driver.Page.GetByTestId("stop").ClickAsync(new() { Timeout = 2_000 });
        await trip.Driver.LetGo("ArrowUp");
        foreach (var step in new[] { "stop", "picture", "time" })
        {
            await trip.Driver.Page.GetByTestId("tutorial-next").ClickAsync();
            await trip.Driver.Shows($"[data-testid=tutorial][data-step={step}]");
        }

        await trip.Driver.Page.GetByTestId("tutorial-next").ClickAsync();
        await Eventually.Value(() => trip.Driver.Page.GetByTestId("tutorial").CountAsync(), count => count == 0);
        await trip.Driver.Page.ReloadAsync();
        await trip.Driver.Ready();
        Assert.Equal(0, await trip.Driver.Page.GetByTestId("tutorial").CountAsync());
    }, new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-US" });

    [Fact]
    public Task FirstDriveOnAPhone_SpeaksOfThumbs_AndCoversNothingThatStopsOrDrives() => fleet.Visit(async trip =>
    {
        await trip.Driver.FirstDrive();
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await trip.Driver.Shows("[data-testid=tutorial][data-means=touch]");
        Assert.Empty(await trip.Driver.Page.EvaluateAsync<string[]>("""
            () => {
              const card = document.querySelector('[data-testid=tutorial]').getBoundingClientRect();
              return [...document.querySelectorAll('[data-testid=stop], [data-testid=emergency-stop], [data-testid^=touch-]')]
                .filter((one) => { const r = one.getBoundingClientRect(); return r.left < card.right && card.left < r.right && r.top < card.bottom && card.top < r.bottom; })
                .map((one) => one.dataset.testid);
            }
            """));
        await trip.Driver.Page.GetByTestId("tutorial-skip").ClickAsync();
        await Eventually.Value(() => trip.Driver.Page.GetByTestId("tutorial").CountAsync(), count => count == 0);
    }, PhoneTests.Phone);

    private static async Task<double> Age(DriverPage page) =>
        double.Parse((await page.Page.Locator("[data-testid=stale-overlay] .age").InnerTextAsync()).Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<int> Seat(DriverPage page) =>
        int.Parse((await page.Page.GetByTestId("lost-overlay").GetAttributeAsync("data-seat"))!, CultureInfo.InvariantCulture);
}
