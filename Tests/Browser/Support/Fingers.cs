using System.Text.Json;

namespace RcFleet.Browser.Support;

/// <summary>Fingers on the screen, one on each place that they were put on.</summary>
internal sealed class Fingers : IAsyncDisposable
{
    /// <summary>Pixels that push a stick to its end, and a little more.</summary>
    public const int Whole = 70;

    private readonly ICDPSession _page;
    private readonly List<(double X, double Y)> _down = [];

    private Fingers(ICDPSession page) => _page = page;

    /// <summary>No finger yet.</summary>
    public static async Task<Fingers> Over(IPage page) => new(await page.Context.NewCDPSessionAsync(page));

    /// <summary>The right thumb, which pushes the throttle stick all the way forwards.</summary>
    public static async Task<Fingers> Forwards(DriverPage driver)
    {
        var fingers = await Over(driver.Page);
        await fingers.Put(driver.Page.GetByTestId("touch-throttle"));
        await fingers.Slide(0, 0, -Whole);
        return fingers;
    }

    /// <summary>One more finger comes down in the middle of a place.</summary>
    public async Task Put(ILocator place)
    {
        var box = (await place.BoundingBoxAsync())!;
        _down.Add((box.X + box.Width / 2, box.Y + box.Height / 2));
        await Send("touchStart");
    }

    /// <summary>The finger that came down as number <paramref name="finger"/>, from 0, slides by so many pixels.</summary>
    public Task Slide(int finger, double right, double down)
    {
        _down[finger] = (_down[finger].X + right, _down[finger].Y + down);
        return Send("touchMove");
    }

    /// <summary>All are lifted.</summary>
    public Task Lift() => End("touchEnd");

    /// <summary>The system takes them all away, as for a gesture of its own.</summary>
    public Task Taken() => End("touchCancel");

    public async ValueTask DisposeAsync()
    {
        if (_down.Count > 0) await Lift();
        await _page.DetachAsync();
    }

    private Task End(string how)
    {
        _down.Clear();
        return Send(how);
    }

    private Task Send(string type) => _page.SendAsync("Input.dispatchTouchEvent", new()
    {
        ["type"] = type,
        ["touchPoints"] = JsonSerializer.SerializeToElement(_down.Select((at, id) => new { x = at.X, y = at.Y, id })),
    });
}
