using RcFleet.Browser.Support;

namespace RcFleet.Browser;

/// <summary>The pictures of the README, from the running system: <c>RCFLEET_SCREENSHOTS=docs/images dotnet test Tests/Browser --filter Screenshots</c>.</summary>
[Collection(BrowserCollection.Name)]
public class Screenshots(FleetFixture fleet) : IClassFixture<FleetFixture>
{
    private static readonly BrowserNewContextOptions Desktop = new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-US" };

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
        foreach (var (name, width, height, touch) in Devices)
        {
            await Seat(name, new()
            {
                ViewportSize = new() { Width = width, Height = height },
                HasTouch = touch,
                IsMobile = touch,
                DeviceScaleFactor = name.StartsWith("phone", StringComparison.Ordinal) ? 2 : 1,
                Locale = "en-US",
            });
        }

        await Korean();
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

        var desk = await trip.NewTab();
        await desk.Open("/operator");
        await desk.Page.GetByTestId("operator-key").FillAsync(RemoteServer.OperatorKey);
        await desk.Page.GetByTestId("operator-open").ClickAsync();
        await desk.Shows($"[data-testid=operator-car-{spare.Id}]");
        await Save(desk, "operator.jpg");
    }, Desktop);

    // The drive view: the first drive, driving, and the picture that stops.
    private Task Seat(string device, BrowserNewContextOptions options) => fleet.Visit(async trip =>
    {
        trip.ComplaintsExpected = true;
        await trip.Driver.FirstDrive();
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await Calm(trip.Driver);
        await Save(trip.Driver, $"drive-tutorial-{device}.jpg");
        await trip.Driver.Page.GetByTestId("tutorial-skip").ClickAsync();
        await trip.Driver.Hold("ArrowUp");
        await trip.Car.Drives(1.5);
        await Save(trip.Driver, $"drive-{device}.jpg");
        await trip.Car.CameraOff();
        await trip.Driver.Shows("[data-testid=stale-overlay]");
        await Save(trip.Driver, $"drive-frozen-{device}.jpg");
        await trip.Driver.LetGo("ArrowUp");
        await trip.Car.CameraOn();
        await trip.Driver.Ready();
        trip.Fleet.Line.Silence();
        await trip.Driver.Shows("[data-testid=lost-overlay]");
        await Save(trip.Driver, $"drive-lost-{device}.jpg");
        trip.Fleet.Line.Speak();
        await trip.Driver.Ready();
        await trip.Driver.Page.GetByTestId("end-session").ClickAsync();
        await trip.Driver.Page.GetByTestId("end-dialog-yes").ClickAsync();
        await trip.Driver.Ended("released");
        await Save(trip.Driver, $"drive-end-{device}.jpg");
    }, options, cameraApart: true);

    private Task Korean() => fleet.Visit(async trip =>
    {
        await trip.Driver.Redeem(trip.Car.Id, trip.Code);
        await trip.Driver.Ready();
        await Calm(trip.Driver);
        await trip.Driver.Hold("ArrowUp");
        await trip.Car.Drives(1.5);
        await Save(trip.Driver, "drive-korean.jpg");
    }, new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "ko-KR" });

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
