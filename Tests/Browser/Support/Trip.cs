namespace RcFleet.Browser.Support;

/// <summary>A rented car and the page of its driver.</summary>
internal sealed record Trip(FleetFixture Fleet, TrackCar Car, string Code, IBrowserContext Tabs, DriverPage Driver)
{
    private readonly List<DriverPage> _pages = [Driver];

    /// <summary>All pages of this test.</summary>
    public IReadOnlyList<DriverPage> Pages => _pages;

    /// <summary>The test breaks what the page needs, so the browser complains, and rightly.</summary>
    public bool ComplaintsExpected { get; set; }

    /// <summary>A new tab in the same window, in front of the others.</summary>
    public async Task<DriverPage> NewTab()
    {
        var tab = new DriverPage(await Tabs.NewPageAsync(), Fleet.Site);
        await tab.Prepare();
        _pages.Add(tab);
        return tab;
    }

    /// <summary>Holds ArrowUp until the car drives; if the page asks to let go first (its picture or its link paused), does so, as a driver would.</summary>
    public async Task Drive()
    {
        await Driver.Hold("ArrowUp");
        try
        {
            await Car.Drives();
        }
        catch (TimeoutException)
        {
            if (await Driver.Page.GetByTestId("notice").CountAsync() == 0) throw;
            await Driver.LetGo("ArrowUp");
            await Car.Takes(10);
            await Driver.Hold("ArrowUp");
            await Car.Drives();
        }
    }

    /// <summary>Lets ArrowUp go, for long enough that the page lets the driver drive on after a stop, and holds it again until the car drives.</summary>
    public async Task LetGoAndDrive()
    {
        await Driver.LetGo("ArrowUp");
        await Car.Takes(10);
        await Drive();
    }
}
