using System.Text.Json;

namespace RcFleet.Browser.Support;

/// <summary>The window around the page, as its user handles it.</summary>
internal sealed class BrowserSurface : IAsyncDisposable
{
    private readonly ICDPSession _browser;
    private readonly ICDPSession _page;
    private readonly int _window;

    private BrowserSurface(ICDPSession browser, ICDPSession page, int window) => (_browser, _page, _window) = (browser, page, window);

    public static async Task<BrowserSurface> Of(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var window = (await session.SendAsync("Browser.getWindowForTarget"))!.Value.GetProperty("windowId").GetInt32();
        return new BrowserSurface(await page.Context.Browser!.NewBrowserCDPSessionAsync(), session, window);
    }

    /// <summary>Opens the browser's own search for tabs: it takes the keyboard, and the page stays in sight.</summary>
    public Task TakeFocus() => Command("openTabSearch");

    public Task GiveFocusBack() => Command("closeTabSearch");

    public Task Minimise() => Bounds("minimized");

    public Task Restore() => Bounds("normal");

    public async ValueTask DisposeAsync()
    {
        await Restore();
        await _page.DetachAsync();
        await _browser.DetachAsync();
    }

    private Task Command(string id) => _browser.SendAsync("Browser.executeBrowserCommand", new() { ["commandId"] = id });

    private Task Bounds(string state) => _page.SendAsync("Browser.setWindowBounds", new()
    {
        ["windowId"] = _window,
        ["bounds"] = JsonSerializer.SerializeToElement(new { windowState = state }),
    });
}
