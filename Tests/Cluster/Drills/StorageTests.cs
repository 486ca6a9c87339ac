using System.Globalization;
using System.Net.Http.Json;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>What lies in Azure Storage outlives every process, belongs to one cluster, and may be away for a while.</summary>
[Collection(DrillGround.Name)]
public sealed class StorageTests(Azurite azurite, ITestOutputHelper output)
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("RCFLEET_LONG") is null ? 6 : 20);

    private const int OneSecondOfCommands = 20;

    [Fact]
    public async Task AllProcesses_Killed_ANewClusterKnowsCarsBoardsCodesAndTheSession()
    {
        var name = LiveCluster.NewName();
        Belongings belongings;
        await using (var before = await LiveCluster.StartAsync(azurite, "grain", name)) belongings = await Belongings.LeaveTo(before, "car-1");

        await using var after = await LiveCluster.StartAsync(azurite, "grain", name);
        await belongings.AreKnownTo(after);
    }

    [Fact]
    public async Task TwoClusters_OnOneAccount_KnowNothingOfEachOther()
    {
        await using var one = await LiveCluster.StartAsync(azurite, "grain");
        await using var other = await LiveCluster.StartAsync(azurite, "grain");
        var code = await one.Doors[0].Code();
        await one.Doors[0].Provision("mine-ctl", "mine", "control");

        var cars = await RemoteServer.Json(await other.Doors[0].Operator.GetAsync("/api/operator/cars"), 200);
        Assert.Empty(cars.EnumerateArray());
        await other.Doors[0].Provision("mine-ctl", "mine", "control");
        await using var board = await other.Doors[0].Device("yours-ctl", "yours", "control");
        await RemoteServer.Refused(await other.Doors[0].Anyone.PostAsJsonAsync("/api/cars/yours/sessions", new { code }), 403, "code_invalid");
    }

    [Fact]
    public async Task WrongKeyOfTheAccount_IsToldInASentence()
    {
        var wrong = azurite.ConnectionString.Replace("Eby8", "Fby8", StringComparison.Ordinal);
        await using var silo = Member.Start("silo", "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "RcFleet.Silo.dll"), "--role", "silo", "--Cluster:Clustering", "azure", "--Cluster:AzureConnectionString", wrong,
            "--Cluster:AdvertisedAddress", "127.0.0.1", "--Cluster:SiloPort", SiloProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            "--Cluster:GatewayPort", SiloProcess.FreePort().ToString(CultureInfo.InvariantCulture), "--Fleet:AdminUrl", "none", "--Fleet:OperatorKey", RemoteServer.OperatorKey,
        ]);
        Assert.Equal(1, await silo.Exited());

        // Orleans' own long log of it comes by another pipe, and may come later.
        await Eventually.True(() => silo.Said("RcFleet does not start: Azure Storage refuses the credentials (403). "), () => silo.Output);
        Assert.False(silo.Said("Fby8"), silo.Output);
    }

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
