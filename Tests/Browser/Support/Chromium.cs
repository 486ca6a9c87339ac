using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RcFleet.Browser.Support;

/// <summary>
/// Debian's Chromium, started once for all tests, without Playwright's defaults: those emulate focus, so that no page is
/// ever blurred or hidden, and switch off the throttling of hidden tabs. Here tabs that share a window hide each other,
/// windows can be minimised, and the browser's own surface can take the focus, all as for a user.
/// </summary>
public sealed partial class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run", "--lang=en-US", "--window-size=1280,860", "--remote-debugging-port=0",
    ];

    private readonly string[] _more;
    private readonly string _profile = Directory.CreateTempSubdirectory("rcfleet-chromium-").FullName;
    private IPlaywright? _playwright;
    private Process? _process;

    public Chromium()
        : this([])
    {
    }

    /// <param name="more">Switches beside those of all tests.</param>
    internal Chromium(params string[] more) => _more = more;

    internal IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo(Find()) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in Arguments.Concat(_more)) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--user-data-dir=" + _profile);
        start.ArgumentList.Add("about:blank");
        var endpoint = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = "";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) =>
        {
            said = line.Data ?? said;
            if (DevTools().Match(line.Data ?? "") is { Success: true } match) endpoint.TrySetResult(match.Groups[1].Value);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var address = await Eventually.Completes(endpoint.Task, () => $"Chromium said: {said}", TimeSpan.FromSeconds(30));
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.ConnectOverCDPAsync(address, new() { NoDefaults = true });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        _playwright?.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_profile, recursive: true);
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin");
        return folders.Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("The browser tests need Chromium: install Debian's package with apt-get install chromium.");
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex DevTools();
}
