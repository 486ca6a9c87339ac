using System.Text.Json;

namespace RcFleet.Browser.Support;

/// <summary>The web page as a driver uses it.</summary>
internal sealed class DriverPage(IPage page, Uri site)
{
    private readonly List<string> _errors = [];

    public IPage Page => page;

    /// <summary>What the browser complained about: console errors, exceptions, broken policies.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public ILocator Canvas => page.GetByTestId("canvas");

    public async Task Prepare()
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _errors.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _errors.Add($"exception: {error}");
        await page.AddInitScriptAsync(Scripts.NoTutorial);
        await page.AddInitScriptAsync(Scripts.Witness);
    }

    /// <summary>From now on the page takes this for the browser's first drive.</summary>
    public Task FirstDrive() => page.AddInitScriptAsync(Scripts.FirstDrive);

    public Task Open(string path = "/") => page.GotoAsync(new Uri(site, path).AbsoluteUri);

    /// <summary>Enters the code in the lobby and takes the car.</summary>
    public async Task Redeem(string carId, string code)
    {
        await Open();
        await page.GetByTestId("code-input").FillAsync(code);
        await page.GetByTestId($"drive-{carId}").ClickAsync();
    }

    /// <summary>Waits until the page would drive: joined, armed, fresh picture, in front, throttle seen at zero.</summary>
    public Task Ready() => page.WaitForSelectorAsync("html[data-drive=ready]", new() { State = WaitForSelectorState.Attached, Timeout = 15_000 });

    public Task Hold(string key) => page.Keyboard.DownAsync(key);

    public Task LetGo(string key) => page.Keyboard.UpAsync(key);

    /// <summary>Waits for the end screen with this reason.</summary>
    public Task Ended(string reason) => Shows($"[data-testid=end-screen][data-reason={reason}]");

    public Task Link(string state) => Shows($"[data-testid=link-state][data-state={state}]");

    public async Task Shows(string selector) => await page.WaitForSelectorAsync(selector, new() { Timeout = 10_000 });

    public Task<string> Text(string testId) => page.GetByTestId(testId).InnerTextAsync();

    /// <summary>Waits until the picture comes by this way.</summary>
    public async Task Rung(string kind) =>
        await page.WaitForSelectorAsync($"[data-testid=rung][data-rung={kind}]", new() { Timeout = 20_000, State = WaitForSelectorState.Attached });

    /// <summary>Why it does, as a sentence.</summary>
    public Task<string?> RungWhy() => page.GetByTestId("rung-why").TextContentAsync();

    /// <summary>The browser says that the network is another one, upon which the page tries at once what it would have tried later.</summary>
    public Task NetworkChanged() => page.EvaluateAsync("dispatchEvent(new Event('online'))");

    /// <summary>From now on the longest gap and the greatest age count.</summary>
    public Task WatchGap() => page.EvaluateAsync("__seen.longestGap = __seen.greatestAge = 0");

    /// <summary>The longest time since then between two frames that the page has drawn, and the greatest age that it showed; null while none is drawn. In ms.</summary>
    public async Task<(double Gap, double Age)?> LongestGap()
    {
        var seen = await page.EvaluateAsync<double[]>("[performance.now() - __seen.drawnAt, __seen.longestGap, __seen.greatestAge]");
        return seen[0] < 150 ? (seen[1], seen[2]) : null;
    }

    /// <summary>The session that this tab holds, as it is stored.</summary>
    public async Task<(string SessionId, string Token)> Session()
    {
        var stored = JsonSerializer.Deserialize<JsonElement>(await page.EvaluateAsync<string>("sessionStorage.getItem('rcfleet.session')"));
        return (stored.GetProperty("sessionId").GetString()!, stored.GetProperty("token").GetString()!);
    }

    public async Task<Picture> Look() => new(await page.EvaluateAsync<int[]>("__seen.look()"));

    /// <summary>When the picture last changed.</summary>
    public async Task<long> LastChange() => (await PageClock()).Earliest(await page.EvaluateAsync<double>("__seen.lastChange"));

    public Task<string[]> VisibilityChanges() => page.EvaluateAsync<string[]>("__seen.visibility");

    /// <summary>
    /// Does something that makes the page hear <paramref name="happening"/> and returns when that was: not before the test
    /// began to ask for it, and not before the browser says that it happened.
    /// </summary>
    public async Task<long> Moment(string happening, Func<Task> act)
    {
        await page.EvaluateAsync("name => { delete __seen.moments[name]; }", happening);
        var asked = Clock.Now;
        await act();
        var at = await Eventually.Value(() => page.EvaluateAsync<double?>("name => __seen.moments[name] ?? null", happening), at => at is not null);
        return Math.Max(asked, (await PageClock()).Earliest(at!.Value));
    }

    /// <summary>Saves what the page shows; where.</summary>
    public async Task<string> Screenshot(string name)
    {
        var path = Path.Combine(Repository.Folder("TestResults"), name + ".png");
        await page.ScreenshotAsync(new() { Path = path, Timeout = 5_000 });
        return path;
    }

    private async Task<PageClock> PageClock()
    {
        var clock = new PageClock();
        for (var i = 0; i < 5; i++)
        {
            var before = Clock.Now;
            clock.Read(before, await page.EvaluateAsync<double>("performance.now()"));
        }

        return clock;
    }
}
