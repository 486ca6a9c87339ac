using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using RcFleet.Cluster.Drills;
using RcFleet.Support;
using Xunit.Abstractions;

namespace RcFleet.Cluster.BadInput;

/// <summary>A storage account that throttles: some requests, then all of them, while cars are driven.</summary>
[Collection(DrillGround.Name)]
public sealed class BusyStoreTests(Azurite azurite, ITestOutputHelper output)
{
    private const int Cars = 5;
    private static readonly TimeSpan Some = TimeSpan.FromSeconds(Long.Runs ? 5 : 2);
    private static readonly TimeSpan All = TimeSpan.FromSeconds(Long.Runs ? 60 : 6);

    /// <summary>
    /// What five cars and their cluster may ask a second of an account that refuses everything. A failed write is four
    /// requests of the store's own client, and comes again after 1, 2, 4, 8 and then 16 s, so that the second half of a long
    /// time has fewer. Without back-off it was 8.5 throughout.
    /// </summary>
    private const double MostAtFirst = 15;
    private const double MostLater = 6;

    [Fact]
    public async Task ThrottledStore_StopsNoDrive_IsNotStormed_AndAllIsCaughtUp()
    {
        await using var store = await BusyStore.StartAsync(azurite);
        await using var cluster = await LiveCluster.StartAsync(azurite, "grain", settings: new Dictionary<string, string> { ["Cluster__AzureConnectionString"] = store.ConnectionString });
        var door = cluster.Doors[Drill.DriversDoor];
        var cars = new List<DrillCar>();
        var drivers = new List<DrillDriver>();
        var rentals = new List<Rental>();
        try
        {
            for (var i = 0; i < Cars; i++)
            {
                cars.Add(await DrillCar.Connect(cluster, $"car-{i}", Drill.CarsDoor));
                rentals.Add(await door.Rent($"car-{i}"));
                drivers.Add(new DrillDriver(cluster, rentals[i].Token, Drill.DriversDoor));
            }

            var calm = TimeProvider.System.GetTimestamp();
            await Driven(cluster, cars, calm, Some);
            var before = store.Since(calm);

            // A tenth of all: the store's own client tries again up to three times, and nobody notices.
            store.Share = 0.1;
            var from = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < 5; i++) await door.Code(minutes: 5);
            await Driven(cluster, cars, from, Some);
            var some = store.Since(from);

            // All of them.
            store.Share = 1;
            var blackout = TimeProvider.System.GetTimestamp();
            using var refused = await door.Operator.PostAsJsonAsync("/api/operator/codes", new { minutes = 5 });
            await Driven(cluster, cars, blackout, All / 2);
            var middle = TimeProvider.System.GetTimestamp();
            await Driven(cluster, cars, middle, All / 2);
            var (all, seconds) = (store.Since(blackout).All, TimeProvider.System.GetElapsedTime(blackout).TotalSeconds);
            var later = store.Since(middle).All / TimeProvider.System.GetElapsedTime(middle).TotalSeconds;
            store.Share = 0;

            var after = TimeProvider.System.GetTimestamp();
            await Eventually.Value(async () => (await door.Operator.PostAsJsonAsync("/api/operator/codes", new { minutes = 5 })).IsSuccessStatusCode, made => made, TimeSpan.FromSeconds(30));
            var answered = TimeProvider.System.GetElapsedTime(after);
            foreach (var rental in rentals) await RemoteServer.Done(await door.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
            var rides = await Eventually.Value(door.Rides, entered => entered.Length >= Cars, TimeSpan.FromSeconds(60));
            var caughtUp = TimeProvider.System.GetElapsedTime(after);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Cars} driven cars: {before.All / Some.TotalSeconds:0.0} requests/s in calm; 10 % refused for {Some.TotalSeconds} s: {some.All} requests, {some.Refused} refused; all refused for {seconds:0} s: {all} requests, {all / seconds:0.0}/s, in its second half {later:0.0}/s; a new code meanwhile {(int)refused.StatusCode} Retry-After {refused.Headers.RetryAfter}; a code again {answered.TotalSeconds:0.0} s and every ride entered {caughtUp.TotalSeconds:0.0} s after it"));

            Assert.Equal(rentals.Select(r => r.SessionId).Order(StringComparer.Ordinal), rides.SessionIds());
            foreach (var (rental, ride) in rentals.Join(rides, r => r.SessionId, r => r.GetProperty("sessionId").GetString(), (r, ride) => (r, ride)))
            {
                Assert.InRange(await door.SecondsLeft(rental.Code) + ride.GetProperty("secondsDriven").GetInt64(), 600, 601);
            }

            Assert.All(drivers, d => Assert.Equal("released", d.Ended));
            Assert.All(drivers, d => Assert.Equal([1L], d.Epochs));
            Assert.All(cars, c => Assert.Empty(c.Violations));
            Assert.True(refused.StatusCode == HttpStatusCode.ServiceUnavailable, await refused.Content.ReadAsStringAsync());
            await RemoteServer.Refused(refused, 503, "unavailable");
            Assert.NotNull(refused.Headers.RetryAfter?.Delta);
            Assert.InRange(all / seconds, 0.1, MostAtFirst);
            if (Long.Runs) Assert.InRange(later, 0.1, MostLater);
        }
        finally
        {
            foreach (var driver in drivers) await driver.DisposeAsync();
            foreach (var car in cars) await car.DisposeAsync();
        }
    }

    /// <summary>Waits until so much time after a moment has gone by and every car has been driven in it and still is.</summary>
    private static Task Driven(LiveCluster cluster, List<DrillCar> cars, long from, TimeSpan span)
    {
        var until = from + (long)(span.TotalSeconds * TimeProvider.System.TimestampFrequency);
        return Eventually.True(() => cars.All(c => c.Commands.Count > 0 && c.Commands[^1].At > until), cluster.Logs, span + TimeSpan.FromSeconds(20));
    }
}
