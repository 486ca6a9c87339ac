using System.Globalization;
using RcFleet.Cluster.Drills;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.Processes;

/// <summary>Halfway through an upgrade: processes of the version before this one and of this one in one cluster.</summary>
[Collection(DrillGround.Name)]
public sealed class PreviousVersionTests(Azurite azurite, PreviousVersion previous, ITestOutputHelper output) : IClassFixture<PreviousVersion>
{
    private const int Old = 2;
    private const int New = 0;

    public static TheoryData<string, int, int> Ways { get; } = new()
    {
        { "grain", Old, New },
        { "grain", New, Old },
        { "direct", Old, New },
        { "direct", New, Old },
    };

    /// <summary>Silos first: the gateways are still the old ones.</summary>
    [LongTheory]
    [MemberData(nameof(Ways))]
    public async Task GatewayOfThePreviousVersion_WithSilosOfThis_RentsAndDrives(string route, int carsDoor, int driversDoor)
    {
        await using var cluster = await LiveCluster.StartAsync(azurite, route);
        await cluster.AddGateway(previous.Gateway);
        await RentAndDrive(cluster, carsDoor, driversDoor);
    }

    /// <summary>Or the other way round, and a silo of each.</summary>
    [LongTheory]
    [MemberData(nameof(Ways))]
    public async Task SilosOfBothVersions_WithGatewaysOfBoth_RentAndDrive(string route, int carsDoor, int driversDoor)
    {
        await using var cluster = await LiveCluster.StartAsync(azurite, route, siloBuild: previous.Silo);
        await cluster.AddGateway(previous.Gateway);
        await RentAndDrive(cluster, carsDoor, driversDoor, async drive =>
        {
            // The old silo ends, and its cars go to the new one.
            await cluster.AddSilo();
            await drive();
            cluster.Silos[0].Signal("TERM");
            Assert.Equal(0, await cluster.Silos[0].Exited());
        });
    }

    private async Task RentAndDrive(LiveCluster cluster, int carsDoor, int driversDoor, Func<Func<Task>, Task>? meanwhile = null)
    {
        await using var car = await DrillCar.Connect(cluster, "car-1", carsDoor);
        var rental = await cluster.Doors[driversDoor].Rent("car-1");
        await using var driver = new DrillDriver(cluster, rental.Token, driversDoor);
        await MoreCommands();
        if (meanwhile is not null) await meanwhile(MoreCommands);
        await MoreCommands();
        var state = await RemoteServer.Json(await cluster.Doors[New].SendAs(rental.Token, HttpMethod.Get, $"/api/sessions/{rental.SessionId}"), 200);
        Assert.InRange(state.GetProperty("secondsLeft").GetInt64(), 500, 600);
        await cluster.Doors[Old].Code();
        await RemoteServer.Done(await cluster.Doors[Old].SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
        await Eventually.True(() => driver.Ended is not null, cluster.Logs, TimeSpan.FromSeconds(20));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{car.Commands.Count} commands, epochs {string.Join(", ", driver.Epochs)}, ended: {driver.Ended}"));
        Assert.Equal("released", driver.Ended);
        Assert.Empty(car.Violations);
        Assert.Equal(driver.Epochs.Distinct().Order(), driver.Epochs);

        Task MoreCommands()
        {
            var from = TimeProvider.System.GetTimestamp();
            return Eventually.True(() => car.Commands.Count(c => c.At > from) >= 30, cluster.Logs, TimeSpan.FromSeconds(60));
        }
    }
}
