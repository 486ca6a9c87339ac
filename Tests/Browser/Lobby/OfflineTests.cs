using RcFleet.Browser.Support;

namespace RcFleet.Browser.Lobby;

[Collection(BrowserCollection.Name)]
public class OfflineTests(FleetFixture fleet) : IClassFixture<FleetFixture>
{
    private static readonly BrowserNewContextOptions Visitor = new() { Locale = "en-US" };

    [Fact]
    public Task WithoutTheServer_ThePageSaysWhatIsWrong_AndNothingOfTheApiIsKept() => fleet.Visit(async trip =>
    {
        trip.ComplaintsExpected = true;   // the browser logs what does not load
        await trip.Driver.Open();
        await trip.Driver.Page.EvaluateAsync("navigator.serviceWorker.ready");
        await trip.Driver.Shows($"[data-testid=thumbnail-{trip.Car.Id}][data-shown=true]");
        var kept = await trip.Driver.Page.EvaluateAsync<string[]>(
            "caches.keys().then(async names => (await Promise.all(names.map(async name => (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname)))).flat())");
        Assert.Contains("/offline.html", kept);
        Assert.DoesNotContain(kept, path => path.StartsWith("/api", StringComparison.Ordinal) || path is "/" or "/index.html");

        await fleet.KillServer();
        await trip.Driver.Open();
        var said = await trip.Driver.Page.Locator("h1").InnerTextAsync();
        Assert.Equal("The fleet can’t be reached", said);
    }, Visitor);
}
