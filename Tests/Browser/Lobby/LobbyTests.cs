using RcFleet.Browser.Support;

namespace RcFleet.Browser.Lobby;

[Collection(BrowserCollection.Name)]
public class LobbyTests(FleetFixture fleet) : IClassFixture<FleetFixture>
{
    private static readonly BrowserNewContextOptions Visitor = new() { Locale = "en-US" };

    [Fact]
    public Task WrongCode_ShowsItsSentence_AndTheRightOneDrives() => fleet.Visit(async trip =>
    {
        trip.ComplaintsExpected = true;   // the browser logs a 403
        await trip.Driver.Redeem(trip.Car.Id, "WRONG23");
        var hint = await Eventually.Value(() => trip.Driver.Text("code-hint"), text => text.Contains("typing error", StringComparison.Ordinal));
        Assert.Equal("This code doesn’t exist. Check it for a typing error.", hint);
        await trip.Driver.Redeem(trip.Car.Id, trip.Code.ToLowerInvariant());
        await trip.Driver.Ready();
    }, Visitor);

    [Fact]
    public Task LanguageSwitch_SpeaksKorean_AndRemembersIt() => fleet.Visit(async trip =>
    {
        await trip.Driver.Open();
        var heading = trip.Driver.Page.Locator("h1");
        Assert.Equal("Drive a real car from here", await heading.InnerTextAsync());
        await trip.Driver.Page.GetByTestId("language-ko").ClickAsync();
        Assert.Matches(@"\p{IsHangulSyllables}", await heading.InnerTextAsync());
        Assert.Equal("ko", await trip.Driver.Page.EvaluateAsync<string>("document.documentElement.lang"));
        await trip.Driver.Open("/operator");
        Assert.Matches(@"\p{IsHangulSyllables}", await trip.Driver.Text("operator-open"));
    }, Visitor);
}
