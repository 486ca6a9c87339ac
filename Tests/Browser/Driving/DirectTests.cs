using System.Globalization;
using RcFleet.Browser.Support;
using Xunit.Abstractions;

namespace RcFleet.Browser.Driving;

/// <summary>The picture comes straight from the camera as soon as it can, and over the server whenever it can not.</summary>
[Collection(BrowserCollection.Name)]
public class DirectTests(FleetFixture fleet, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    /// <summary>DESIGN.md: a rung switch after a dead path.</summary>
    private const double SwitchWithinMs = 1000;

    private const int Trials = 5;

    [Fact]
    public Task Climbs_FromTheRelayToTheCamera_AndTheServerCarriesNoMorePicture() => fleet.Drive(async trip =>
    {
        await trip.Driver.Rung("direct");
        await Eventually.True(() => trip.Car.Now is { Viewers: 1, Relaying: false }, () => trip.Car.Now.ToString());
        await Frames(5);   // one may still have been on its way
        var sent = trip.Car.Now.FramesSent;
        await Frames(20);
        Assert.Equal(sent, trip.Car.Now.FramesSent);
        Assert.Contains("straight from the camera", await trip.Driver.RungWhy(), StringComparison.Ordinal);
        await trip.Drive();

        async Task Frames(int count)
        {
            var drawn = trip.Car.Now.FramesDrawn;
            await Eventually.True(() => trip.Car.Now.FramesDrawn > drawn + count, () => trip.Car.Now.ToString());
        }
    });

    [Fact]
    public Task StreamEnds_BackOnTheRelayWithinASecond_AndUpAgainWhenItIsBack() => fleet.Drive(async trip =>
    {
        trip.ComplaintsExpected = true;
        for (var trial = 0; trial < Trials; trial++)
        {
            await trip.Driver.Rung("direct");
            await Eventually.True(() => trip.Car.Now is { Viewers: 1, Relaying: false }, () => trip.Car.Now.ToString());
            await trip.Driver.WatchGap();
            await trip.Car.KillStreams();
            await trip.Driver.Rung("relay");
            await Report("stream ended", trip);
            await trip.Car.ReviveStreams();
            if (trial > 0) await trip.Driver.NetworkChanged();   // the first time it comes back by itself
        }

        await trip.Driver.Rung("direct");
        await trip.Drive();
    });

    [Fact]
    public Task StreamSilent_BackOnTheRelayWithinASecond_SessionKept() => fleet.Drive(async trip =>
    {
        trip.ComplaintsExpected = true;
        var session = await trip.Driver.Session();
        var epoch = trip.Car.Now.Epoch;
        for (var trial = 0; trial < Trials; trial++)
        {
            await trip.Driver.Rung("direct");
            await Eventually.True(() => trip.Car.Now is { Viewers: 1, Relaying: false }, () => trip.Car.Now.ToString());
            await trip.Driver.WatchGap();
            trip.Car.StallStreams(true);
            await trip.Driver.Rung("relay");
            await Report("stream silent", trip);
            trip.Car.StallStreams(false);
            await trip.Driver.NetworkChanged();
        }

        Assert.Equal((session, epoch), (await trip.Driver.Session(), trip.Car.Now.Epoch));
    });

    [Fact]
    public Task CameraDead_OnTheDirectStream_LocksThrottle() => fleet.Drive(async trip =>
    {
        // The page's limit is 500 ms after the capture of what it shows; a frame lasts 50 ms, throttle falls in one step.
        const double LockedWithinMs = 600;
        trip.ComplaintsExpected = true;
        await trip.Driver.Rung("direct");
        await trip.Drive();
        var lost = Clock.Now;
        await trip.Car.CameraOff();
        output.WriteLine($"camera lost: {await trip.Car.HaltsWithin(LockedWithinMs, lost)}");
        await trip.Driver.Shows("[data-testid=stale-overlay]");
        await trip.Car.CameraOn();
        await trip.Driver.Rung("direct");
        await trip.Car.Drives();
    }, cameraApart: true);

    [Fact]
    public Task SessionReleased_EndsTheStreamAtTheCamera() => fleet.Drive(async trip =>
    {
        await trip.Driver.Rung("direct");
        var (id, token) = await trip.Driver.Session();
        await RemoteServer.Done(await trip.Fleet.Server.SendAs(token, HttpMethod.Delete, $"/api/sessions/{Uri.EscapeDataString(id)}"));
        await Eventually.True(() => trip.Car.Now.Viewers == 0, () => trip.Car.Now.ToString());
        await trip.Driver.Ended("released");
    });

    [Fact]
    public Task StreamUrl_WorksInAnImage() => fleet.Drive(async trip =>
    {
        var (_, token) = await trip.Driver.Session();
        var camera = await RemoteServer.Json(await trip.Fleet.Server.SendAs(token, HttpMethod.Get, $"/api/cars/{trip.Car.Id}/camera"), 200);
        var width = await trip.Driver.Page.EvaluateAsync<int>(
            "url => new Promise((done, failed) => { const i = new Image(); i.onload = () => done(i.naturalWidth); i.onerror = failed; i.src = url; })",
            camera.GetProperty("streamUrl").GetString());
        Assert.Equal(640, width);
    });

    // From the last frame of the one way to the first of the other, as the page has drawn them.
    private async Task Report(string what, Trip trip)
    {
        var (gap, age) = (await Eventually.Value(trip.Driver.LongestGap, seen => seen is not null))!.Value;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {gap:0} ms between the last frame and the relay's first; the page showed an age of up to {age:0} ms"));
        Assert.True(gap <= SwitchWithinMs, string.Create(CultureInfo.InvariantCulture, $"The switch took {gap:0} ms, {SwitchWithinMs:0} allowed."));
    }
}
