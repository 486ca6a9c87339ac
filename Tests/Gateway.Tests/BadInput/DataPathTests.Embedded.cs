using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

/// <summary>A data path that can't be used: one sentence, exit code 1, and the data left alone.</summary>
public sealed class DataPathTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("rcfleet-test-").FullName;

    [Fact]
    public async Task BelowAFile_IsToldInASentence()
    {
        var file = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(file, "");
        await Refused(Path.Combine(file, "data"), "directory that this user may write to");
    }

    [Fact]
    public async Task ACorruptDatabase_IsToldInASentence_AndLeftAlone()
    {
        var file = Path.Combine(_data, "rcfleet.db");
        var noise = Enumerable.Repeat((byte)'x', 10_000).ToArray();
        await File.WriteAllBytesAsync(file, noise);
        await Refused(_data, "restore a backup");
        Assert.Equal(noise, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task ADatabaseOfANewerVersion_IsToldInASentence()
    {
        await using (await FleetServer.StartAsync(_data))
        {
            // Makes it.
        }

        // PRAGMA user_version: 4 bytes at offset 60 (sqlite.org/fileformat2.html).
        await using (var file = new FileStream(Path.Combine(_data, "rcfleet.db"), FileMode.Open))
        {
            file.Position = 60;
            await file.WriteAsync(new byte[] { 0, 0, 0, 99 });
        }

        await Refused(_data, "schema 99");
    }

    [Fact]
    public async Task ADamagedOperatorKey_IsToldInASentence()
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "operator-key.sha256"), "zzzz");
        await Refused(_data, "operator-key.sha256");
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static async Task Refused(string path, string words)
    {
        await using var silo = SiloProcess.Start("--urls", "http://127.0.0.1:0", "--Fleet:DataPath", path, "--Fleet:AdminUrl", "none");
        Assert.Equal(1, await silo.Exited());
        Assert.Contains("RcFleet does not start: ", silo.Output, StringComparison.Ordinal);
        Assert.Contains(words, silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
    }
}
