using System.Globalization;
using System.Runtime.CompilerServices;

namespace RcFleet.Browser.Support;

/// <summary>The real system as a process of its own, for all tests of a class, and a line to it that can be cut.</summary>
public sealed class FleetFixture(Chromium chromium) : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("rcfleet-browser-").FullName;
    private SiloProcess _silo = null!;
    private int _cars;

    internal RemoteServer Server { get; private set; } = null!;

    internal DriverLine Line { get; private set; } = null!;

    /// <summary>The same server as an https page.</summary>
    internal SecureLine Secure { get; private set; } = null!;

    /// <summary>Where browsers find the page: at the line's near end.</summary>
    internal Uri Site { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var port = SiloProcess.FreePort();
        _silo = await SiloProcess.StartReady(port, _data);
        Server = RemoteServer.At(port);
        Line = new DriverLine(port);
        Secure = new SecureLine(port);
        Site = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Line.Port}"));
    }

    public async Task DisposeAsync()
    {
        await Line.DisposeAsync();
        await Secure.DisposeAsync();
        await Server.DisposeAsync();
        await _silo.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>A car id that no other test uses.</summary>
    internal string NewCarId() => string.Create(CultureInfo.InvariantCulture, $"car-{++_cars}");

    /// <summary>SIGKILL to the server.</summary>
    internal Task KillServer() => _silo.Kill();

    /// <summary>Rents a new car in the lobby, waits until it can be driven, and runs the test.</summary>
    internal Task Drive(Func<Trip, Task> test, BrowserNewContextOptions? options = null, bool cameraApart = false, [CallerMemberName] string name = "") =>
        Visit(async trip =>
        {
            await trip.Driver.Redeem(trip.Car.Id, trip.Code);
            await trip.Driver.Ready();
            await test(trip);
        }, options, cameraApart, name: name);

    /// <summary>A new car with a code for it, and a page that is not opened yet.</summary>
    /// <param name="test">The test; a failure is shown with what the pages looked like.</param>
    /// <param name="options">Of a browser context of its own; null: tabs in one window that take focus and sight from each other.</param>
    /// <param name="cameraApart">The car's camera can be switched off and on.</param>
    /// <param name="site">Where the page is; null: at the line's near end.</param>
    /// <param name="browser">Another one than all tests share.</param>
    /// <param name="name">Of the test.</param>
    internal async Task Visit(Func<Trip, Task> test, BrowserNewContextOptions? options = null, bool cameraApart = false, Uri? site = null, Chromium? browser = null, [CallerMemberName] string name = "")
    {
        await using var car = await TrackCar.Start(Server, NewCarId(), cameraApart);
        browser ??= chromium;
        var tabs = options is null ? browser.Browser.Contexts[0] : await browser.Browser.NewContextAsync(options);
        var trip = new Trip(this, car, await Server.Code(10, null, car.Id), tabs, new DriverPage(await tabs.NewPageAsync(), site ?? Site));
        await trip.Driver.Prepare();
        try
        {
            await test(trip);
            if (!trip.ComplaintsExpected) Assert.Empty(trip.Pages.SelectMany(p => p.Errors));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{e.Message}\n{await Shown(trip, name)}", e);
        }
        finally
        {
            foreach (var page in trip.Pages.Where(p => !p.Page.IsClosed)) await page.Page.CloseAsync();
            if (options is not null) await tabs.CloseAsync();
        }
    }

    private static async Task<string> Shown(Trip trip, string name)
    {
        var shown = new List<string>();
        foreach (var (index, page) in trip.Pages.Index())
        {
            if (page.Page.IsClosed) continue;
            try
            {
                shown.Add($"{page.Page.Url}: {await page.Screenshot($"{name}-{index + 1}")}");
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                shown.Add($"{page.Page.Url}: no screenshot ({e.Message})");
            }

            shown.AddRange(page.Errors);
        }

        return string.Join("\n", shown);
    }
}
