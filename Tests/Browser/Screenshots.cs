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

    // What people hold and sit at: the lobby and the operator's page must fit all of them.
    private static readonly (string Name, int Width, int Height, bool Touch)[] Devices =
    [
        ("phone", 390, 844, true),
        ("phone-landscape", 844, 390, true),
        ("tablet", 820, 1180, true),
        ("desktop", 1280, 800, false),
    ];

    [ScreenshotsFact]
    public async Task Pictures()
    {
        await Desk();
        await Hand();
        foreach (var (name, width, height, touch) in Devices)
        {
            foreach (var theme in new[] { ColorScheme.Dark, ColorScheme.Light })
            {
                await Rooms($"{name}-{theme.ToString().ToLowerInvariant()}.jpg", new()
                {
                    ViewportSize = new() { Width = width, Height = height },
                    HasTouch = touch,
                    IsMobile = touch,
                    ColorScheme = theme,
                    // The longer words, and the narrower ones, both get their turn.
                    Locale = theme == ColorScheme.Dark ? "en-US" : "ko-KR",
                });
            }
        }
    }

    private Task Rooms(string name, BrowserNewContextOptions device) => fleet.Visit(async trip =>
    {
        await using var spare = await TrackCar.Start(trip.Fleet.Server, trip.Fleet.NewCarId());
        await RemoteServer.Done(await trip.Fleet.Server.Operator.PostAsync($"/api/operator/cars/{spare.Id}/disable", null));
        await trip.Driver.Open("/#code=" + trip.Code);
        await trip.Driver.Shows($"[data-testid=car-card-{spare.Id}][data-status=disabled]");
        await trip.Driver.Page.GetByTestId($"car-card-{trip.Car.Id}").ScrollIntoViewIfNeededAsync();
        await trip.Driver.Shows($"[data-testid=thumbnail-{trip.Car.Id}][data-shown=true]");
        await trip.Driver.Page.EvaluateAsync("scrollTo(0, 0)");
        await Save(trip.Driver, "lobby-" + name);
        await trip.Driver.Open("/operator");
        await trip.Driver.Page.GetByTestId("operator-key").FillAsync(RemoteServer.OperatorKey);
        await trip.Driver.Page.GetByTestId("operator-open").ClickAsync();
        await trip.Driver.Shows($"[data-testid=operator-car-{spare.Id}]");
        await Save(trip.Driver, "operator-" + name);
    }, device);

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
        await trip.Driver.Shows($"[data-testid=thumbnail-{trip.Car.Id}][data-shown=true]");
        await Save(trip.Driver, "lobby.jpg");

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
        await using var finger = await Fingers.Forwards(trip.Driver);
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
            Quality = name.EndsWith(".jpg", StringComparison.Ordinal) ? 80 : null,
        });
}
