using System.Globalization;
using System.Net.Http.Json;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>What lies in Azure Storage outlives every process, and belongs to one cluster.</summary>
public sealed class StoredStateTests(Azurite azurite) : IClassFixture<Azurite>
{
    [Fact]
    public async Task AllProcesses_Killed_ANewClusterKnowsCarsBoardsCodesAndTheSession()
    {
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        string code, key;
        Rental rental;
        await using (var before = await LiveCluster.StartAsync(azurite, "grain", name))
        {
            key = await before.Doors[0].Provision("car-1-ctl", "car-1", "control");
            await using var board = await before.Doors[0].Register("car-1-ctl", key, new { role = "control" });
            code = await before.Doors[1].Code(minutes: 7);
            rental = await before.Doors[1].Rent("car-1");
            await using var driver = await before.Doors[1].Join(rental.Token);
        }

        await using var after = await LiveCluster.StartAsync(azurite, "grain", name);
        await using var again = await after.Doors[1].Register("car-1-ctl", key, new { role = "control" });
        await using var resumed = await after.Doors[0].Join(rental.Token);
        var joined = await resumed.First("joined");
        Assert.True(joined.GetProperty("epoch").GetInt64() > rental.Epoch);
        Assert.InRange(joined.GetProperty("secondsLeft").GetDouble(), 590, 600);
        var codes = await RemoteServer.Json(await after.Doors[0].Operator.GetAsync("/api/operator/codes"), 200);
        Assert.Contains(codes.EnumerateArray(), c => c.GetProperty("code").GetString() == code);
        Assert.Equal("car-1", (await after.Doors[1].Car("car-1")).GetProperty("carId").GetString());
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
        await Eventually.True(() => silo.Output.Contains("RcFleet does not start: ", StringComparison.Ordinal), () => silo.Output);
        var sentence = silo.Output.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("RcFleet does not start: Azure Storage refuses the credentials (403). ", sentence);
        Assert.DoesNotContain("Fby8", silo.Output);
    }
}
