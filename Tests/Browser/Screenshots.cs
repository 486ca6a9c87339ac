using RcFleet.Browser.Support;

namespace RcFleet.Browser;

/// <summary>The pictures of the README, from the running system: <c>RCFLEET_SCREENSHOTS=docs/images dotnet test Tests/Browser --filter Screenshots</c>.</summary>
[Collection(BrowserCollection.Name)]
public class Screenshots(FleetFixture fleet) : IClassFixture<FleetFixture>
{
    private static readonly BrowserNewContextOptions Desktop = new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-US" };

    private static readonly BrowserNewContextOptions Phone = new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
        HasTouch = true,
        IsMobile = true,
        DeviceScaleFactor = 2,
        Locale = "en-US",
    };

    [ScreenshotsFact]
    public async Task Pictures()
    {
        await Desk();
        await Hand();
    }

    private Task Desk() => fleet.Visit(async trip =>
    {
        var server = trip.Fleet.Server;
        await using var rented = await TrackCar.Start(server, trip.Fleet.NewCarId());
        await using var spare = await TrackCar.Start(server, trip.Fleet.NewCarId());
        await using var other = await server.Join((await server.Rent(rented.Id)).Token);
        await RemoteServer.Done(await server.Operator.PostAsync($"/api/operator/cars/{spare.Id}/disable", null));

        await trip.Driver.Open("/#code=" + trip.Code);
        await trip.Driver.Shows($"[data-testid=car-card-{spare.Id}][data-status=disabled]");
        await trip.Driver.Shows($"[data-testid=car-card-{rented.Id}][data-status=busy]");
        await trip.Driver.Shows($"[data-testid=car-card-{trip.Car.Id}] >> text=%");   // its telemetry has come
        await Save(trip.Driver, "lobby.png");

        await trip.Driver.Page.GetByTestId($"drive-{trip.Car.Id}").ClickAsync();
        await trip.Driver.Ready();
        await Calm(trip.Driver);
        await trip.Driver.Hold("ArrowUp");
        await trip.Car.Drives(1.5);
        await Save(trip.Driver, "drive.jpg");
        await trip.Driver.LetGo("ArrowUp");

        var desk = await trip.NewTab();
        await desk.Open("/operator");
        await desk.Page.GetByTestId("operator-key").FillAsync(RemoteServer.OperatorKey);
        await desk.Page.GetByTestId("operator-open").ClickAsync();
        await desk.Shows($"[data-testid=operator-car-{spare.Id}]");
        await Save(desk, "operator.png");
    }, Desktop);

    private Task Hand() => fleet.Visit(async trip =>
    {
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await Calm(trip.Driver);
        await using var finger = await Finger.On(trip.Driver.Page.GetByTestId("touch-forward"));
        await trip.Car.Drives(1.5);
        await Save(trip.Driver, "drive-phone.jpg");
    }, Phone);

    // A picture at its full rate: a machine that is busy with other things shows a slow one.
    private static Task Calm(DriverPage page) =>
        Eventually.Value(() => page.Text("hud-fps"), fps => int.TryParse(fps, out var n) && n >= 18, TimeSpan.FromSeconds(20));

    private static Task Save(DriverPage page, string name) =>
        page.Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(ScreenshotsFactAttribute.Folder!, name),
            Type = name.EndsWith(".jpg", StringComparison.Ordinal) ? ScreenshotType.Jpeg : ScreenshotType.Png,
            Quality = name.EndsWith(".jpg", StringComparison.Ordinal) ? 85 : null,
        });
}
