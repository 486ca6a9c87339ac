using System.Text.Json;

namespace RcFleet.Browser.Support;

/// <summary>A finger that rests on the screen.</summary>
internal sealed class Finger : IAsyncDisposable
{
    private readonly ICDPSession _page;
    private bool _down = true;

    private Finger(ICDPSession page) => _page = page;

    public static async Task<Finger> On(ILocator place)
    {
        var session = await place.Page.Context.NewCDPSessionAsync(place.Page);
        var box = (await place.BoundingBoxAsync())!;
        await session.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = "touchStart",
            ["touchPoints"] = JsonSerializer.SerializeToElement(new[] { new { x = box.X + box.Width / 2, y = box.Y + box.Height / 2 } }),
        });
        return new Finger(session);
    }

    public Task Lift()
    {
        _down = false;
        return _page.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });
    }

    public async ValueTask DisposeAsync()
    {
        if (_down) await Lift();
        await _page.DetachAsync();
    }
}
