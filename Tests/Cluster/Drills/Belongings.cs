using System.Net.Http.Json;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>A car with its board, a session on it and a rental code, which the next cluster on the same store must know.</summary>
internal sealed record Belongings(string Car, string Board, string Key, Rental Rental, string Code)
{
    /// <summary>Leaves them to a cluster: the board and the driver come, and are gone.</summary>
    public static async Task<Belongings> LeaveTo(LiveCluster cluster, string car)
    {
        var (boards, drivers) = (cluster.Doors[0], cluster.Doors[1]);
        var key = await boards.Provision(car + "-ctl", car, "control");
        await using var board = await boards.Register(car + "-ctl", key, new { role = "control" });
        var code = await drivers.Code();
        var rental = await drivers.Rent(car, minutes: 7);
        await using var driver = await drivers.Join(rental.Token);
        return new Belongings(car, car + "-ctl", key, rental, code);
    }

    /// <summary>The board is let in, the driver drives on under a higher epoch with the minutes that were left, the code is there, and nothing can be made twice.</summary>
    public async Task AreKnownTo(LiveCluster cluster)
    {
        var (drivers, boards) = (cluster.Doors[0], cluster.Doors[1]);
        await using var board = await boards.Register(Board, Key, new { role = "control" });
        await using var driver = await drivers.Join(Rental.Token);
        var joined = await driver.First("joined");
        Assert.True(joined.GetProperty("epoch").GetInt64() > Rental.Epoch);
        Assert.InRange(joined.GetProperty("secondsLeft").GetDouble(), 410, 420);
        var codes = await RemoteServer.Json(await drivers.Operator.GetAsync("/api/operator/codes"), 200);
        Assert.Contains(codes.EnumerateArray(), c => c.GetProperty("code").GetString() == Code);
        Assert.Equal(Car, (await boards.Car(Car)).GetProperty("carId").GetString());
        await RemoteServer.Refused(await boards.Operator.PostAsJsonAsync("/api/operator/devices", new { deviceId = Board, carId = Car, role = "control" }), 409, "device_exists");
    }
}
