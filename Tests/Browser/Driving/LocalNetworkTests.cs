using System.Globalization;
using System.Text.Json;
using RcFleet.Browser.Support;

namespace RcFleet.Browser.Driving;

/// <summary>
/// A page on the internet and a camera at home: Chromium asks its user before the one may reach the other (Local Network
/// Access). Both are on this machine; the browser is told to take the page's address for a public one.
/// </summary>
[Collection(BrowserCollection.Name)]
public class LocalNetworkTests(FleetFixture fleet) : IClassFixture<FleetFixture>
{
    [Fact]
    public async Task WithoutConsent_TheRelay_AndWithIt_TheCameraAtOnce()
    {
        var port = fleet.Secure.Site.Port;
        var page = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://cars.example.org:{port}"));
        var chromium = new Chromium(
            "--host-resolver-rules=MAP cars.example.org 127.0.0.1", "--ignore-certificate-errors",
            string.Create(CultureInfo.InvariantCulture, $"--ip-address-space-overrides=127.0.0.1:{port}=public"));
        await chromium.InitializeAsync();
        try
        {
            await fleet.Visit(async trip =>
            {
                trip.ComplaintsExpected = true;
                await trip.Driver.Redeem(trip.Car.Id, trip.Code);
                await trip.Driver.Ready();

                // Without a window there is nobody to ask: this Chromium answers no by itself.
                await trip.Driver.Shows("[data-testid=rung][data-rung=relay][data-why=denied]");
                Assert.Contains("site’s settings", await trip.Driver.RungWhy(), StringComparison.Ordinal);
                Assert.Equal(0, trip.Car.Now.Viewers);

                var session = await chromium.Browser.NewBrowserCDPSessionAsync();
                await session.SendAsync("Browser.setPermission", new()
                {
                    ["permission"] = JsonSerializer.SerializeToElement(new { name = "loopback-network" }),
                    ["setting"] = "granted",
                    ["origin"] = page.GetLeftPart(UriPartial.Authority),
                });
                await trip.Driver.Rung("direct");
            }, site: page, browser: chromium);
        }
        finally
        {
            await chromium.DisposeAsync();
        }
    }
}
