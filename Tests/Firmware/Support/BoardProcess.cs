using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace RcFleet.Firmware.Tests.Support;

/// <summary>A board's firmware as a process, and what it printed.</summary>
internal sealed partial class BoardProcess : IAsyncDisposable
{
    private const int Stop = 19, Continue = 18;
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private BoardProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static string Program(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RcFleet.sln")))
                return Path.Combine(folder.FullName, "Firmware", "host", "build", name);
        return name;
    }

    public static BoardProcess Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program(program)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var board = new BoardProcess(new Process { StartInfo = start });
        board._process.OutputDataReceived += (_, line) => board.Append(line.Data);
        board._process.ErrorDataReceived += (_, line) => board.Append(line.Data);
        board._process.Start();
        board._process.BeginOutputReadLine();
        board._process.BeginErrorReadLine();
        return board;
    }

    public Task Says(string words) => Eventually.True(() => Output.Contains(words, StringComparison.Ordinal), () => Output);

    public async Task<int> Exited()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: the process is there, and does nothing.</summary>
    public static void Suspend(int process) => Assert.Equal(0, Kill(process, Stop));

    /// <summary>SIGCONT: it goes on, with everything that has piled up.</summary>
    public static void Resume(int process) => Assert.Equal(0, Kill(process, Continue));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
