using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace RcFleet.Load.Contestants;

/// <summary>A program of RcFleet as a fleet runs it: published for this machine, compiled ahead of time where that spares the first seconds.</summary>
internal static class Published
{
    private static readonly Dictionary<(string Project, string Engine), Task<string>> Programs = [];

    /// <summary>Publishes it, once a run. The path of its assembly.</summary>
    /// <param name="project">The project's folder, such as <c>Silo</c>.</param>
    /// <param name="engine"><c>Embedded</c> or <c>Orleans</c>.</param>
    public static Task<string> ProgramAsync(string project, string engine)
    {
        lock (Programs)
        {
            return Programs.TryGetValue((project, engine), out var program) ? program : Programs[(project, engine)] = PublishAsync(project, engine);
        }
    }

    private static async Task<string> PublishAsync(string project, string engine)
    {
        var root = typeof(Published).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Root").Value!;
        var folder = Path.Combine(root, "artifacts", engine, "published", project);

        // No build server stays behind and works beside what is measured.
        string[] arguments =
        [
            "publish", Path.Combine(root, project), "-c", "Release", "-p:Engine=" + engine, "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false",
            "-o", folder, "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false",
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? Path.Combine(folder, $"RcFleet.{project}.dll")
            : throw new InvalidOperationException($"'dotnet {string.Join(' ', arguments)}' ended with {publish.ExitCode}: {output}");
    }
}
