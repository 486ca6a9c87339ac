using System.Diagnostics;
using System.Text;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>One process of a cluster under test: Azurite, a silo or a gateway.</summary>
internal sealed class Member : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Uri? _readyz;
    private readonly StringBuilder _output = new();

    private Member(string name, Process process, Uri? readyz) => (Name, _process, _readyz) = (name, process, readyz);

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

    public static Member Start(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Uri? readyz = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>()) start.Environment[variable] = value;
        var member = new Member(name, new Process { StartInfo = start }, readyz);
        member._process.OutputDataReceived += (_, line) => member.Append(line.Data);
        member._process.ErrorDataReceived += (_, line) => member.Append(line.Data);
        member._process.Start();
        member._process.BeginOutputReadLine();
        member._process.BeginErrorReadLine();
        return member;
    }

    /// <summary>Starts it somewhere.</summary>
    public static Member Start(string name, Place place, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Uri? readyz = null)
    {
        string[] line = [.. place.Prefix, program, .. arguments];
        return Start(name, line[0], line[1..], new Dictionary<string, string>([.. environment ?? new Dictionary<string, string>(), .. place.Environment]), readyz);
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task Ready() => Assert.True(await Answers(200), $"{Name} ended: {Output}");

    /// <summary>Waits until its readiness is answered by this status. False when it has ended before.</summary>
    public async Task<bool> Answers(int status)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var answered = false;
        await Eventually.Value(
            async () =>
            {
                if (!Runs) return "";
                try
                {
                    using var response = await client.GetAsync(_readyz);
                    if ((int)response.StatusCode == status) answered = true;
                    return answered ? "" : $"{Name} answers {(int)response.StatusCode}: {Output}";
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    return $"{Name}: {e.Message} {Output}";
                }
            },
            problem => problem.Length == 0,
            Patience);
        return answered;
    }

    /// <summary>Whether it has printed this, however long ago.</summary>
    public bool Said(string text)
    {
        lock (_output) return _output.ToString().Contains(text, StringComparison.Ordinal);
    }

    /// <summary>How often it has printed this.</summary>
    public int Times(string text)
    {
        lock (_output) return _output.ToString().Split(text).Length - 1;
    }

    /// <summary>How many lines it has printed.</summary>
    public int Lines => Times("\n");

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
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
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
