using System.Globalization;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>
/// More cars that are driven beside a drill's. Where a car's grain is, and which silo keeps its entry in the directory, is
/// chance: among a dozen there is one of every kind, and even a few make it likely.
/// </summary>
internal sealed class Companions : IAsyncDisposable
{
    public static readonly int Count = Long.Runs ? 12 : 4;

    private readonly List<(DrillCar Car, DrillDriver Driver)> _all = [];

    private Companions()
    {
    }

    /// <summary>The epochs of each one's joins.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Epochs => [.. _all.Select(c => c.Driver.Epochs)];

    public static async Task<Companions> Drive(LiveCluster cluster)
    {
        var companions = new Companions();
        try
        {
            await Task.WhenAll(Enumerable.Range(1, Count).Select(number => companions.Add(cluster, "companion-" + number.ToString(CultureInfo.InvariantCulture))));
            await Eventually.True(() => companions._all.All(c => c.Car.Commands.Count > 0), cluster.Logs, TimeSpan.FromSeconds(20));
            return companions;
        }
        catch
        {
            await companions.DisposeAsync();
            throw;
        }
    }

    /// <summary>Never two holders, never a command of an old epoch, never one twice.</summary>
    public void NothingForbidden()
    {
        Assert.All(_all, c => Assert.Empty(c.Car.Violations));
        Assert.All(_all, c => Assert.Null(c.Driver.Ended));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (car, driver) in _all)
        {
            await driver.DisposeAsync();
            await car.DisposeAsync();
        }
    }

    private async Task Add(LiveCluster cluster, string carId)
    {
        var car = await DrillCar.Connect(cluster, carId, Drill.CarsDoor);
        var rental = await cluster.Doors[Drill.DriversDoor].Rent(carId);
        lock (_all) _all.Add((car, new DrillDriver(cluster, rental.Token, Drill.DriversDoor)));
    }
}
