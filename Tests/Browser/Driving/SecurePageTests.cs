using System.Globalization;
using RcFleet.Browser.Support;

namespace RcFleet.Browser.Driving;

/// <summary>What an https page may load, and what it says about the rest.</summary>
[Collection(BrowserCollection.Name)]
public class SecurePageTests(FleetFixture fleet) : IClassFixture<FleetFixture>
{
    private static readonly BrowserNewContextOptions AnyCertificate = new() { IgnoreHTTPSErrors = true };

    [Fact]
    public Task UnencryptedPublicCamera_StaysOnTheRelay_AndSaysWhy() => Offered("wan", "http://203.0.113.7:8080/stream?t=x", async driver =>
    {
        await driver.Shows("[data-testid=rung][data-rung=relay][data-why=mixed]");
        Assert.Contains("this page is secure (https)", await driver.RungWhy(), StringComparison.Ordinal);
    });

    [Fact]
    public Task SecureCameraWithACertificateThatNobodyKnows_StaysOnTheRelay_AndSaysWhy() => Offered("wan", new Uri(fleet.Secure.Site, "/stream?t=x").AbsoluteUri, async driver =>
    {
        await driver.Shows("[data-testid=rung][data-rung=relay][data-why=certificate]");
        Assert.Contains("certificate", await driver.RungWhy(), StringComparison.Ordinal);
    }, secure: false);

    [Fact]
    public Task CameraThatIsNotThere_StaysOnTheRelay_AndSaysWhy() => Offered(
        "lan", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{SiloProcess.FreePort()}/stream?t=x"), async driver =>
        {
            await driver.Shows("[data-testid=rung][data-rung=relay][data-why=unreachable]");
            Assert.Contains("can’t be reached", await driver.RungWhy(), StringComparison.Ordinal);
        });

    [Fact]
    public Task CameraThatAnswersOnlyOtherPages_StaysOnTheRelay_AndSaysWhy() => Offered("lan", new Uri(fleet.Site, "/healthz").AbsoluteUri, async driver =>
    {
        await driver.Shows("[data-testid=rung][data-rung=relay][data-why=cors]");
        Assert.Contains("isn’t set up for this page", await driver.RungWhy(), StringComparison.Ordinal);
    });

    [Fact]
    public Task CameraOnThisMachine_IsClimbedTo_ThoughItIsNotEncrypted() => fleet.Visit(async trip =>
    {
        trip.ComplaintsExpected = true;
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await trip.Driver.Rung("direct");
        await Eventually.True(() => trip.Car.Now is { Viewers: 1, Relaying: false }, () => trip.Car.Now.ToString());
    }, AnyCertificate, site: fleet.Secure.Site);

    // The server's answer with one candidate in place of the camera's.
    private Task Offered(string kind, string url, Func<DriverPage, Task> test, bool secure = true) => fleet.Visit(async trip =>
    {
        trip.ComplaintsExpected = true;
        await trip.Driver.Page.RouteAsync("**/api/cars/*/camera", route => route.FulfillAsync(new()
        {
            Json = new { carId = trip.Car.Id, streamUrl = url, sameNetwork = true, candidates = new[] { new { kind, url } } },
        }));
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await test(trip.Driver);
    }, secure ? AnyCertificate : new BrowserNewContextOptions(), site: secure ? fleet.Secure.Site : fleet.Site);
}
