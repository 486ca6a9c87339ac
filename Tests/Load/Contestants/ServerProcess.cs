using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RcFleet.Load.Contestants;

/// <summary>A server under test: a process of its own on a free port of the loopback, ended with this object.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private bool _disposed;

    private ServerProcess(Process process, Uri url, TimeSpan startedIn)
    {
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        Url = url;
        StartedIn = startedIn;
    }

    public Uri Url { get; }

    /// <summary>From the process' start until its ready path answered 200.</summary>
    public TimeSpan StartedIn { get; }

    /// <summary>Processor time that the process has used, user and system, as the operating system counts it.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="program">What to start.</param>
    /// <param name="arguments">With <c>{url}</c> and <c>{port}</c> where the address belongs.</param>
    /// <param name="readyPath">Answers 200 when the server is ready.</param>
    /// <param name="environment">Variables on top of this process'.</param>
    /// <param name="onLine">Gets what the server prints, line by line.</param>
    /// <param name="anyAnswer">Whether the server is ready as soon as it answers at all.</param>
    public static async Task<ServerProcess> StartAsync(
        string program, IEnumerable<string> arguments, string readyPath, IReadOnlyDictionary<string, string>? environment = null, Action<string>? onLine = null, bool anyAnswer = false)
    {
        var port = FreePort();
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument.Replace("{url}", url.ToString(), StringComparison.Ordinal).Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        start.Environment.Remove(Generator.InlineCompletions);
        start.Environment.Remove(Generator.SpinLimit);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var begun = TimeProvider.System.GetTimestamp();
        var process = Process.Start(start)!;
        Guard.Add(process);
        process.OutputDataReceived += (_, line) => onLine?.Invoke(line.Data ?? "");
        process.BeginOutputReadLine();
        using var probe = new HttpClient { BaseAddress = url };
        while (!await AnswersAsync(probe, readyPath, anyAnswer))
        {
            if (process.HasExited || TimeProvider.System.GetElapsedTime(begun) > StartDeadline)
            {
                Guard.Remove(process);
                process.Kill();
                throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList.Take(1))} did not become ready.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return new ServerProcess(process, url, TimeProvider.System.GetElapsedTime(begun));
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // A measurement that is interrupted leaves no server behind.
    private void OnExit(object? sender, EventArgs e) => _process.Kill();

    private static async Task<bool> AnswersAsync(HttpClient probe, string path, bool any)
    {
        try
        {
            using var response = await probe.GetAsync(path);
            return any || response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Guard.Remove(_process);
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
