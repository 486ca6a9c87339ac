using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using RcFleet.Cluster.Drills;
using RcFleet.Support;

namespace RcFleet.Cluster.Processes;

/// <summary><c>deploy/cluster</c> in a folder of its own, with the programs that were built with the tests and no cars.</summary>
[Collection(DrillGround.Name)]
public sealed class ClusterScriptTests : IAsyncLifetime
{
    private static readonly string Build = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rcfleet-script-");

    // Below the ports that the system gives away by itself.
    private readonly int _shift = Random.Shared.Next(1001, 2700);

    private string Script => Path.Combine(_folder.FullName, "deploy", "cluster");

    public Task InitializeAsync()
    {
        var repository = typeof(ClusterScriptTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
        _folder.CreateSubdirectory("deploy");
        File.Copy(Path.Combine(repository, "deploy", "cluster"), Script);
        var artifacts = _folder.CreateSubdirectory("artifacts").FullName;
        foreach (var name in (string[])["azurite", "Orleans"])
            Directory.CreateSymbolicLink(Path.Combine(artifacts, name), Path.GetFullPath(Path.Combine(repository, "artifacts", name)));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Run("down");
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Up_Status_AnotherUp_Down()
    {
        var (exit, said) = await Run("up", ("RCFLEET_PORTS", Text(_shift)));
        Assert.True(exit == 0, said);
        Assert.Contains($"http://127.0.0.1:{8081 + _shift}/#code=", said, StringComparison.Ordinal);

        (exit, said) = await Run("up", ("RCFLEET_PORTS", Text(_shift)));
        Assert.True(exit == 1, said);
        Assert.Contains("runs already; deploy/cluster down first", said, StringComparison.Ordinal);

        // It knows the ports by itself.
        (exit, said) = await Run("status");
        Assert.True(exit == 0, said);
        Assert.Equal(5, said.Split(": ready").Length - 1);

        Assert.Equal((0, "stopped"), await Run("down"));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task UpThatFails_SaysWhy_AndLeavesNothing()
    {
        var (exit, said) = await Run("up", ("RCFLEET_PORTS", Text(_shift)), ("RCFLEET_ROUTE", "nowhere"));
        Assert.True(exit == 1, said);
        Assert.Contains("It must be grain or direct.", said, StringComparison.Ordinal);
        Assert.Contains("gateway-1 ended; see ", said, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task UpThatIsToldToStop_LeavesNothing()
    {
        await using var up = Start("up", ("RCFLEET_PORTS", Text(_shift)));
        await Eventually.True(() => File.Exists(Path.Combine(_folder.FullName, "artifacts", "cluster", "silo-3.pid")), () => up.Output, TimeSpan.FromSeconds(60));

        var (exit, said) = await Run("up", ("RCFLEET_PORTS", Text(_shift)));
        Assert.True(exit == 1 && said.Contains("runs already", StringComparison.Ordinal), said);

        up.Signal("TERM");
        Assert.Equal(143, await up.Exited());
        AssertNothingIsLeft();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Member Start(string command, params (string Name, string Value)[] environment) =>
        Member.Start(command, Script, command == "up" ? [command, "0"] : [command], new Dictionary<string, string>([.. environment.Select(e => KeyValuePair.Create(e.Name, e.Value)), new("RCFLEET_CONFIGURATION", Build), new("RCFLEET_BUILT", "1")]));

    private async Task<(int Exit, string Said)> Run(string command, params (string Name, string Value)[] environment)
    {
        await using var member = Start(command, environment);
        return (await member.Exited(), member.Output.Trim());
    }

    private void AssertNothingIsLeft()
    {
        var cluster = Path.Combine(_folder.FullName, "artifacts", "cluster");
        Assert.True(File.Exists(Path.Combine(cluster, "silo-3.log")), "no silo was started at all");
        Assert.Empty(Directory.GetFiles(cluster, "*.pid"));
        Assert.All((int[])[10100, 10102, 9471, 9472, 9473, 8081, 8082], port => Assert.False(Listens(port + _shift), $"somebody listens on {port + _shift}"));
    }

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
