using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RcFleet.Support;

/// <summary>The system as a process of its own, which can be killed. The test project references Silo, so that its files lie beside the tests.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private SiloProcess(Process process) => _process = process;

    public int ExitCode => _process.ExitCode;

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>A port that nobody listens on, and that nobody in this process was given before: whoever was may not listen there yet.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (Given.TryAdd(port, true)) return port;
        }
    }

    /// <summary>Starts it with these arguments, without waiting for anything.</summary>
    public static SiloProcess Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "RcFleet.Silo.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        var silo = new SiloProcess(new Process { StartInfo = start });
        silo._process.OutputDataReceived += (_, line) => silo.Append(line.Data);
        silo._process.ErrorDataReceived += (_, line) => silo.Append(line.Data);
        silo._process.Start();
        silo._process.BeginOutputReadLine();
        silo._process.BeginErrorReadLine();
        return silo;
    }

    /// <summary>Starts it on this port and data path and waits until it is ready.</summary>
    public static async Task<SiloProcess> StartReady(int port, string dataPath, params string[] settings)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var silo = Start(["--urls", url, "--Fleet:DataPath", dataPath, "--Fleet:OperatorKey", RemoteServer.OperatorKey, .. settings]);
        await Eventually.True(() => silo.Output.Contains("RcFleet is ready", StringComparison.Ordinal), () => silo.Output, TimeSpan.FromSeconds(30));
        return silo;
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> Exited()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
