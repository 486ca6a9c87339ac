using RcFleet.Load.Client;
using RcFleet.Load.Contestants;
using RcFleet.ScaleModel.Measurements;

namespace RcFleet.Load.Measurements;

/// <summary>What one ride asks of the store of a cluster: session, join, saves, end, settlement, ledger; nobody else drives.</summary>
internal static class StoredRide
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);
    private const int Rate = 20;
    private const int TelemetryRate = 5;

    public static async Task<(Table Table, IReadOnlyList<RideRecord> Rides)> RunAsync(Arguments a, string machine)
    {
        var table = new Table();
        var rides = new List<RideRecord>();
        await using var server = await ClusterServer.StartAsync("cluster", 3, 2, "grain");

        // The first ride wakes what later ones find awake: it is not counted.
        await RideAsync(server, "car-0", 2, machine);
        foreach (var seconds in new[] { a.Seconds / 2, a.Seconds }.Where(s => s > 0).Distinct())
        {
            var ride = await RideAsync(server, $"car-{seconds}", seconds, machine);
            rides.Add(ride);
            table.Add($"{seconds} s", Figures(ride));
        }

        return (table, rides);
    }

    private static Rows Figures(RideRecord ride)
    {
        var rows = new Rows
        {
            ["table requests"] = ride.TableTransactions,
            ["blob writes"] = ride.BlobWrites,
            ["membership requests a minute"] = ride.MembershipTransactions / ride.CountedSeconds * 60,
            ["bytes to car and driver a second"] = ride.ControlBytesOut / ride.Seconds,
        };
        foreach (var (request, count) in ride.ByRequest) rows[request] = count;
        return rows;
    }

    private static async Task<RideRecord> RideAsync(ClusterServer server, string car, int seconds, string machine)
    {
        await server.PrepareAsync([car]);
        using var control = await server.BoardAsync(car, "control");
        control.StartReceiving(static (_, _) => { });
        await Task.Delay(Quiet, TimeProvider.System);

        var begun = TimeProvider.System.GetTimestamp();
        var (before, bytes) = (server.Store.Counts, await server.ControlBytesOutAsync());
        using var driver = await server.DriverAsync(car);
        driver.StartReceiving(static (_, _) => { });
        await DriveAsync(new Car(control, driver, new DriveFrame((seq, t) => server.DriveText(car, seq, t))), seconds);
        bytes = await server.ControlBytesOutAsync() - bytes;
        await server.EndAsync(car);
        await Task.Delay(Quiet, TimeProvider.System);

        var counts = server.Store.Counts.Select(c => (c.Key, Value: c.Value - before.GetValueOrDefault(c.Key))).Where(c => c.Value > 0).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        return new RideRecord
        {
            Seconds = seconds,
            TableTransactions = counts.Where(c => !IsMembership(c.Key) && !IsBlob(c.Key)).Sum(c => c.Value),
            BlobWrites = counts.Where(c => IsBlob(c.Key) && c.Key.StartsWith("PUT ", StringComparison.Ordinal)).Sum(c => c.Value),
            MembershipTransactions = counts.Where(c => IsMembership(c.Key)).Sum(c => c.Value),
            Processes = server.Processes.Count,
            CountedSeconds = Math.Round(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 1),
            ControlBytesOut = bytes,
            ByRequest = counts,
            Machine = machine,
        };
    }

    private static bool IsMembership(string request) => request.EndsWith(StoreRequests.Members, StringComparison.Ordinal);

    private static bool IsBlob(string request) => request.EndsWith("(blob)", StringComparison.Ordinal);

    private static async Task DriveAsync(Car car, int seconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Rate), TimeProvider.System);
        for (var i = 0; i < seconds * Rate && await timer.WaitForNextTickAsync(); i++)
        {
            car.Drive((uint)i + 1, Generator.Now);
            if (i % (Rate / TelemetryRate) == 0) car.SendTelemetry();
        }
    }
}
