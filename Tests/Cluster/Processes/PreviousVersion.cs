using System.Diagnostics;
using System.Reflection;

namespace RcFleet.Cluster.Processes;

/// <summary>The version before this one, built from the repository's history.</summary>
public sealed class PreviousVersion : IAsyncLifetime
{
    /// <summary>What landed last before the work at hand: a commit to raise with each release. RCFLEET_PREVIOUS names another one.</summary>
    private const string Commit = "248075d33217411c0f4d888a78c03e7147cc1bab";

    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(15);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rcfleet-previous-");

    public string Silo => Build("Silo");

    public string Gateway => Build("Gateway.Host");

    public async Task InitializeAsync()
    {
        if (!Drills.Long.Runs) return;
        var repository = typeof(PreviousVersion).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
        var commit = Environment.GetEnvironmentVariable("RCFLEET_PREVIOUS") ?? Commit;
        var archive = Path.Combine(_folder.FullName, "source.tar");
        await Run(repository, "git", "archive", "--output", archive, commit);
        await Run(_folder.FullName, "tar", "-xf", archive);
        foreach (var project in (string[])["Silo", "Gateway.Host"])
            await Run(_folder.FullName, "dotnet", "build", project, "-p:Engine=Orleans", "-p:BuildPage=false", "-v", "quiet", "-nologo", "--disable-build-servers");
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private string Build(string project) => Path.Combine(_folder.FullName, "artifacts", "Orleans", "bin", project, "debug");

    private static async Task Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // The build of these tests speaks to its children by these.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(BuildTime, TimeProvider.System);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
    }
}
