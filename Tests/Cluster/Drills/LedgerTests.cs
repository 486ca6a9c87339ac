using RcFleet.Cluster.BadInput;
using RcFleet.Support;

namespace RcFleet.Cluster.Drills;

/// <summary>The ledger of rides outlives all processes, the ride that had not reached it yet included.</summary>
[Collection(DrillGround.Name)]
public sealed class LedgerTests(Azurite azurite)
{
    [LongFact]
    public async Task AllProcesses_Killed_EveryRideIsStillInTheLedger_Once()
    {
        var name = LiveCluster.NewName();
        var sessions = new List<string>();
        string code, entered;
        await using (var before = await LiveCluster.StartAsync(azurite, "grain", name))
        {
            var door = before.Doors[0];
            await using var board = await door.Device("car-1-ctl", "car-1", "control");
            for (var ride = 0; ride < 2; ride++) await RentAndRelease(door);
            entered = (await Eventually.Value(door.Rides, rides => rides.Length == 2, TimeSpan.FromSeconds(20))).Aggregate("", (all, ride) => all + ride.GetRawText());

            // Killed right after the answer: this ride is in the car's own state, and not in the ledger yet.
            code = await RentAndRelease(door);
        }

        await using var after = await LiveCluster.StartAsync(azurite, "grain", name);
        var again = await Eventually.Value(after.Doors[1].Rides, rides => rides.Length >= 3, TimeSpan.FromSeconds(30));
        Assert.Equal(sessions.Order(StringComparer.Ordinal), again.SessionIds());
        Assert.Equal(entered, again.OrderBy(r => r.GetProperty("endedAt").GetDateTimeOffset()).Take(2).Aggregate("", (all, ride) => all + ride.GetRawText()));
        var last = again.Where(r => r.GetProperty("sessionId").GetString() == sessions[^1]);
        Assert.InRange(await after.Doors[1].SecondsLeft(code) + last.Driven(), 600, 601);

        async Task<string> RentAndRelease(RemoteServer door)
        {
            var rental = await door.Rent("car-1");
            await using (var driver = await door.Join(rental.Token)) await driver.First("joined");
            await RemoteServer.Done(await door.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
            sessions.Add(rental.SessionId);
            return rental.Code;
        }
    }
}
