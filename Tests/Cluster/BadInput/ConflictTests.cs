using System.Net.Http.Json;
using RcFleet.Cluster.Drills;
using RcFleet.Fleet;
using RcFleet.Support;

namespace RcFleet.Cluster.BadInput;

/// <summary>
/// Two that write the same state, under Azure's ETags: who comes second is refused, forgets what it knew, and goes on from
/// what is stored. Nothing is lost and nothing counts twice.
/// </summary>
[Collection(DrillGround.Name)]
public sealed class ConflictTests(Azurite azurite)
{
    [LongFact]
    public async Task TwoClustersOfOneService_WriteTheSameCodeBoardIndexAndLedger_NothingIsLostOrDoubled()
    {
        var service = LiveCluster.NewName();
        var starting = LiveCluster.StartAsync(azurite, "grain", service, new Dictionary<string, string> { ["Cluster__ClusterId"] = service + "a" });
        await using var other = await LiveCluster.StartAsync(azurite, "grain", service, new Dictionary<string, string> { ["Cluster__ClusterId"] = service + "b" });
        await using var one = await starting;
        var (here, there) = (one.Doors[0], other.Doors[0]);
        var code = await here.Code(minutes: 10, uses: 3);

        // The index: both cars are of the same part, and each cluster knows one of them.
        var mine = CarOfAnotherPart(than: code, "mine");
        var theirs = Enumerable.Range(0, 1000).Select(n => $"theirs-{n}").First(id => FleetShards.KeyFor(id) == FleetShards.KeyFor(mine));
        var firstKey = await here.Provision("mine-ctl", mine, "control");
        await RemoteServer.Refused(await there.Operator.PostAsJsonAsync("/api/operator/devices", new { deviceId = "theirs-ctl", carId = theirs, role = "control" }), 503, "unavailable");
        var theirKey = await there.Provision("theirs-ctl", theirs, "control");
        var known = await RemoteServer.Json(await there.Operator.GetAsync("/api/operator/cars"), 200);
        Assert.Equal([mine, theirs], known.EnumerateArray().Select(c => c.GetProperty("carId").GetString()!));

        // A board: the key that was made last is the good one, and the only one.
        var theirsOfMine = await Key(await there.Operator.PostAsync("/api/operator/devices/mine-ctl/rotate", null));
        await RemoteServer.Refused(await here.Operator.PostAsync("/api/operator/devices/mine-ctl/rotate", null), 503, "unavailable");
        var last = await Key(await here.Operator.PostAsync("/api/operator/devices/mine-ctl/rotate", null));
        foreach (var old in (string[])[firstKey, theirsOfMine])
        {
            await using var refused = await here.Socket("/ws/device", old);
            await refused.Send(new { type = "register", deviceId = "mine-ctl", role = "control" });
            Assert.Equal(4401, await refused.Closed());
        }

        await using var myBoard = await here.Register("mine-ctl", last, new { role = "control" });
        await using var theirBoard = await there.Register("theirs-ctl", theirKey, new { role = "control" });

        // A code of three uses: each takes one, the second writer after it was refused once.
        var first = await Rented(await there.Anyone.PostAsJsonAsync($"/api/cars/{theirs}/sessions", new { code }));
        await RemoteServer.Refused(await here.Anyone.PostAsJsonAsync($"/api/cars/{mine}/sessions", new { code }), 503, "unavailable");
        var second = await Rented(await here.Anyone.PostAsJsonAsync($"/api/cars/{mine}/sessions", new { code }));

        // The ledger of today: here knows one ride of there's, and not the next one.
        await Release(there, first);
        await Eventually.Value(there.Rides, rides => rides.Length == 1, TimeSpan.FromSeconds(20));
        await Eventually.Value(here.Rides, rides => rides.Length == 1, TimeSpan.FromSeconds(20));
        var third = await Rented(await there.Anyone.PostAsJsonAsync($"/api/cars/{theirs}/sessions", new { code }), again: () => there.Anyone.PostAsJsonAsync($"/api/cars/{theirs}/sessions", new { code }));
        await Release(there, third);
        await Eventually.Value(there.Rides, rides => rides.Length == 2, TimeSpan.FromSeconds(20));
        await Release(here, second);
        var all = await Eventually.Value(here.Rides, rides => rides.Length == 3, TimeSpan.FromSeconds(20));
        Assert.Equal(((string[])[first.Id, second.Id, third.Id]).Order(StringComparer.Ordinal), all.SessionIds());

        // Seconds are rounded up once a ride, and once for what is left.
        await Eventually.Value(() => here.SecondsLeft(code), left => left + all.Driven() is >= 1800 and <= 1803, TimeSpan.FromSeconds(20));
    }

    [LongFact]
    public async Task WritesWhoseAnswersAreLost_AreNotDoneTwice()
    {
        await using var store = await BusyStore.StartAsync(azurite);
        await using var cluster = await LiveCluster.StartAsync(azurite, "grain", settings: new Dictionary<string, string> { ["Cluster__AzureConnectionString"] = store.ConnectionString });
        var door = cluster.Doors[0];
        await using var board = await door.Device("car-1-ctl", "car-1", "control");
        var code = await door.Code(minutes: 10);

        // The reservation is made, and its car does not hear of it: the next try takes it back first.
        store.LoseNextAnswer("rentalcode");
        await RemoteServer.Refused(await door.Anyone.PostAsJsonAsync("/api/cars/car-1/sessions", new { code }), 503, "unavailable");
        var rented = await Rented(await door.Anyone.PostAsJsonAsync("/api/cars/car-1/sessions", new { code }));
        Assert.True(store.AllLost);
        store.LoseNextAnswer("rentalcode");
        store.LoseNextAnswer("rideledger");
        await Release(door, rented);
        var rides = await Eventually.Value(door.Rides, r => r.Length > 0, TimeSpan.FromSeconds(20));
        await Eventually.Value(() => door.SecondsLeft(code), left => left + rides.Driven() is >= 600 and <= 601, TimeSpan.FromSeconds(20));
        Assert.Equal(rented.Id, Assert.Single(await door.Rides()).GetProperty("sessionId").GetString());
        Assert.True(store.AllLost);
    }

    private static string CarOfAnotherPart(string than, string name) =>
        Enumerable.Range(0, 1000).Select(n => $"{name}-{n}").First(id => FleetShards.KeyFor(id) != FleetShards.KeyFor(than));

    private static async Task<string> Key(HttpResponseMessage response) => (await RemoteServer.Json(response, 200)).GetProperty("key").GetString()!;

    private static async Task<(string Id, string Token)> Rented(HttpResponseMessage response, Func<Task<HttpResponseMessage>>? again = null)
    {
        // Who has written before somebody else did is refused once.
        if ((int)response.StatusCode == 503 && again is not null) response = await again();
        var session = await RemoteServer.Json(response, 201);
        return (session.GetProperty("sessionId").GetString()!, session.GetProperty("token").GetString()!);
    }

    private static async Task Release(RemoteServer door, (string Id, string Token) session) =>
        await RemoteServer.Done(await door.SendAs(session.Token, HttpMethod.Delete, $"/api/sessions/{session.Id}"));
}
