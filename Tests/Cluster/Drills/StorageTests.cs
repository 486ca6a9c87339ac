using System.Globalization;
using System.Net.Http.Json;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>Azure Storage may be away for a while.</summary>
[Collection(DrillGround.Name)]
public sealed class StorageTests(Azurite azurite, ITestOutputHelper output)
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("RCFLEET_LONG") is null ? 6 : 20);

    private const int OneSecondOfCommands = 20;

    [Fact]
    public async Task StorageThatIsAway_StopsNoDrive_AndNothingIsLost()
    {
        await using var drill = await Drill.StartAsync(azurite, "grain");
        var from = TimeProvider.System.GetTimestamp();
        azurite.Process.Signal("STOP");
        HttpResponseMessage refused;
        try
        {
            var asked = drill.Cluster.Doors[0].Operator.PostAsJsonAsync("/api/operator/codes", new { minutes = 5 });
            await drill.DrivenFor(from, Away);
            refused = await asked;
        }
        finally
        {
            azurite.Process.Signal("CONT");
        }

        await drill.DrivenFor(TimeProvider.System.GetTimestamp(), TimeSpan.FromSeconds(2));
        var gap = drill.LongestGap(from);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"store away for {Away.TotalSeconds:0} s: longest gap between two commands {gap:0} ms, at most {drill.LostInARow(from)} lost in a row, a new code meanwhile {(int)refused.StatusCode}, epochs {string.Join(", ", drill.Driver.Epochs)}"));
        drill.NothingForbidden();

        // Nobody takes the car from its driver: what the store wrote after it was given up on is the car's own.
        Assert.True(drill.Driver.Epochs.Count == 1, $"joined {drill.Driver.Epochs.Count} times. {drill.Cluster.Logs()}");
        Assert.True(drill.LostInARow(from) < OneSecondOfCommands, $"{drill.LostInARow(from)} commands in a row were lost. {drill.Cluster.Logs()}");
        using (refused) Assert.False(refused.IsSuccessStatusCode);
        await Eventually.Value(async () => (await drill.Cluster.Doors[0].Operator.PostAsJsonAsync("/api/operator/codes", new { minutes = 5 })).IsSuccessStatusCode, made => made, TimeSpan.FromSeconds(20));
    }
}
