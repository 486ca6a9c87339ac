using System.Diagnostics;
using System.Globalization;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class KillTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task Process_killed_in_the_middle_of_its_writes_loses_nothing_that_was_answered(int killAfter)
    {
        using var path = new DataPath();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, ArgumentList = { "exec", typeof(KillTests).Assembly.Location, KillWorker.Command, path.Path } };
        using var worker = Process.Start(start)!;
        List<int> answered = [];
        try
        {
            while (answered.Count < killAfter && await worker.StandardOutput.ReadLineAsync() is { } line) Add(line);
            Assert.Equal(killAfter, answered.Count);
            var refused = await Assert.ThrowsAsync<global::Orleans.Embedded.DataPathException>(() => path.Start());
            Assert.Contains("in use by another process", refused.Message);
        }
        finally
        {
            worker.Kill(); // SIGKILL
        }
        // What it printed before it died was answered as well.
        while (await worker.StandardOutput.ReadLineAsync() is { } line) Add(line);
        await worker.WaitForExitAsync();
        Assert.True(answered.Count >= killAfter);

        await using var host = await path.Start();
        HashSet<int> stored = [];
        for (var grain = 0; grain < KillWorker.Grains; grain++)
            stored.UnionWith((await host.Grains.GetGrain<IVaultGrain>($"{grain}").View()).Numbers);
        Assert.Empty(answered.Except(stored));

        void Add(string line)
        {
            // The kill may cut the last line short.
            if (line.EndsWith('.')) answered.Add(int.Parse(line.AsSpan(0, line.Length - 1), CultureInfo.InvariantCulture));
        }
    }
}
