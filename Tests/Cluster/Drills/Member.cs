using System.Diagnostics;
using System.Text;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>One process of a cluster under test: Azurite, a silo or a gateway.</summary>
internal sealed class Member : IAsyncDisposable
{
    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Member(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public bool Runs => !_process.HasExited;

    /// <summary>The last that it printed.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.Length > 4000 ? _output.ToString(_output.Length - 4000, 4000) : _output.ToString();
        }
    }

    public static Member Start(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>()) start.Environment[variable] = value;
        var member = new Member(name, new Process { StartInfo = start });
        member._process.OutputDataReceived += (_, line) => member.Append(line.Data);
        member._process.ErrorDataReceived += (_, line) => member.Append(line.Data);
        member._process.Start();
        member._process.BeginOutputReadLine();
        member._process.BeginErrorReadLine();
        return member;
    }

    /// <summary>Starts it somewhere.</summary>
    public static Member Start(string name, Place place, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] line = [.. place.Prefix, program, .. arguments];
        return Start(name, line[0], line[1..], new Dictionary<string, string>([.. environment ?? new Dictionary<string, string>(), .. place.Environment]));
    }

    /// <summary>Waits until this address answers 200, for as long as the process lives.</summary>
    public async Task Answers(Uri url)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        await Eventually.Value(
            async () =>
            {
                Assert.True(Runs, $"{Name} ended: {Output}");
                try
                {
                    using var response = await client.GetAsync(url);
                    return response.IsSuccessStatusCode ? "ready" : $"{Name} answers {(int)response.StatusCode}: {Output}";
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return $"{Name}: {e.Message} {Output}";
                }
            },
            answer => answer == "ready",
            Ready);
    }

    /// <summary>SIGKILL: no goodbye.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal, such as TERM, STOP or CONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The exit code, once it has ended by itself.</summary>
    public async Task<int> Exited()
    {
        await _process.WaitForExitAsync().WaitAsync(Ready, TimeProvider.System);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (Runs) await Kill();
        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
