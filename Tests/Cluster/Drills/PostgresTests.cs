using System.Globalization;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Drills;

/// <summary>Membership and state in PostgreSQL instead of Azure Storage: the same cluster, the same drill.</summary>
[Collection(DrillGround.Name)]
public sealed class PostgresTests(Azurite azurite, ITestOutputHelper output)
{
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(40);

    [PostgresFact]
    public async Task ASiloKilled_TheSameDriverIsBack_AndWhenAllAreStartedAnew_NothingIsLost()
    {
        var name = LiveCluster.NewName();
        var settings = Settings(name);
        Belongings belongings;
        await using (var drill = await Drill.StartAsync(azurite, "grain", settings, spareSilo: true))
        {
            var killed = await drill.Kill(drill.Cluster.Silos[0]);
            await drill.HigherEpoch(Failover);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"silo with the car, on PostgreSQL: neutral {drill.Neutral(killed):0} ms after its death, driven again after {drill.FirstOfHigherEpoch(killed):0} ms, epochs {string.Join(", ", drill.Driver.Epochs)}"));
            drill.NothingForbidden();

            // All parts of the fleet index were on the dead silo, too: until they wake on the other one, the gateways let nobody in.
            await Task.WhenAll(drill.Cluster.Gateways.Select(gateway => gateway.Ready()));
            belongings = await Belongings.LeaveTo(drill.Cluster, "car-2");
        }

        await using var after = await LiveCluster.StartAsync(azurite, "grain", name, settings);
        await belongings.AreKnownTo(after);
        Assert.Equal("car-1", (await after.Doors[1].Car("car-1")).GetProperty("carId").GetString());
    }

    [PostgresFact]
    public async Task CarsWhoseNamesLookLikeOneNumber_AreTwoCars()
    {
        var name = LiveCluster.NewName();
        await using var cluster = await LiveCluster.StartAsync(azurite, "grain", name, Settings(name));
        string[] names = ["7", "07", "a1", "A1", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF"];
        foreach (var car in names) await cluster.Doors[0].Provision(car, car, "control");
        var cars = await RemoteServer.Json(await cluster.Doors[0].Operator.GetAsync("/api/operator/cars"), 200);
        Assert.Equal(names.Order(StringComparer.Ordinal), cars.EnumerateArray().Select(c => c.GetProperty("carId").GetString()!).Order(StringComparer.Ordinal));
        foreach (var car in cars.EnumerateArray())
            Assert.Equal(car.GetProperty("carId").GetString(), Assert.Single(car.GetProperty("devices").EnumerateArray()).GetProperty("deviceId").GetString());
    }

    private static Dictionary<string, string> Settings(string name) => new()
    {
        ["Cluster__Clustering"] = "adonet",
        ["Cluster__PostgresConnectionString"] = PostgresFactAttribute.ConnectionString!,
        ["Cluster__ClusterId"] = name,
        ["Cluster__ServiceId"] = name,
    };
}
