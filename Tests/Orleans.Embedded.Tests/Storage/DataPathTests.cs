using Microsoft.Data.Sqlite;
using Orleans.Embedded;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class DataPathTests
{
    [Fact]
    public async Task Second_engine_on_the_same_path_is_refused_until_the_first_is_gone()
    {
        using var path = new DataPath();
        await using (await path.Start())
        {
            var refused = await Assert.ThrowsAsync<DataPathException>(() => path.Start());
            Assert.Contains("in use by another process", refused.Message);
        }
        await using var next = await path.Start();
    }

    [Fact]
    public async Task Missing_directory_is_made()
    {
        using var path = new DataPath();
        var below = Path.Combine(path.Path, "a", "b");
        await using var host = await Host.Start(o => o.DataPath = below);
        Assert.True(File.Exists(Path.Combine(below, "rcfleet.db")));
    }

    [Fact]
    public async Task Path_that_cannot_be_written_is_refused_in_words()
    {
        using var path = new DataPath();
        var file = Path.Combine(path.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var refused = await Assert.ThrowsAsync<DataPathException>(() => Host.Start(o => o.DataPath = Path.Combine(file, "below")));
        Assert.Contains("directory that this user may write to", refused.Message);
        refused = await Assert.ThrowsAsync<DataPathException>(() => Host.Start(o => o.DataPath = "/proc/self"));
        Assert.StartsWith("The data path /proc/self", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_left_alone()
    {
        using var path = new DataPath();
        await File.WriteAllTextAsync(path.File, string.Join('\n', Enumerable.Repeat("This is not a database.", 500)));
        var refused = await Assert.ThrowsAsync<DataPathException>(() => path.Start());
        Assert.Contains("restore a backup", refused.Message);
        Assert.StartsWith("This is not", await File.ReadAllTextAsync(path.File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_database_is_refused()
    {
        using var path = new DataPath();
        await using (var host = await path.Start())
            for (var i = 0; i < 50; i++) await host.Grains.GetGrain<IVaultGrain>($"{i}").PutBig(2_000);
        await using (var file = new FileStream(path.File, FileMode.Open))
        {
            file.Position = 4_096;
            file.Write(Enumerable.Repeat((byte)0xA5, 8_192).ToArray());
        }
        var refused = await Assert.ThrowsAsync<DataPathException>(() => path.Start());
        Assert.Contains("damaged", refused.Message);
    }

    [Fact]
    public async Task Newer_schema_is_refused()
    {
        using var path = new DataPath();
        await using (await path.Start())
        {
        }
        using (var connection = new SqliteConnection($"Data Source={path.File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }
        var refused = await Assert.ThrowsAsync<DataPathException>(() => path.Start());
        Assert.Contains("schema 99", refused.Message);
    }
}
