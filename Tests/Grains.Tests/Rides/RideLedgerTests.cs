using RcFleet.Cars;
using RcFleet.Cluster;
using RcFleet.Support;

namespace RcFleet.Rides;

public class RideLedgerTests : IAsyncLifetime
{
    private FleetCluster _fleet = null!;

    public async Task InitializeAsync() => _fleet = await FleetCluster.Start();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task ARide_SaysWhatWasDrivenAndWhatStood()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        var (session, token) = await car.Granted(code);
        await car.Join(token);
        await car.Pass(20);
        await car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));
        await car.Pass(10);
        await car.Grain.Resume();
        await car.Pass(5);
        await car.Grain.EndSession(session.SessionId, EndReason.Revoked);

        var ride = await Entered(car, session.SessionId);
        Assert.Equal((car.Id, code[^4..], EndReason.Revoked), (ride.CarId, ride.CodeEnd, ride.Reason));
        Assert.Equal(600_000, ride.GrantedMs);
        Assert.InRange(ride.DrivenMs, 24_000, 26_000);
        Assert.InRange(ride.PausedMs, 9_000, 11_000);
        Assert.InRange(ride.EndedAtMs - ride.StartedAtMs, 34_000, 36_000);
    }

    [Fact]
    public async Task BytesCountedUntilASecondAfterTheEnd_AreInTheRide()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        await car.Join(token);
        await car.Grain.AddTraffic(session.SessionId, Traffic.Nothing with { RelayIn = 5 });
        await car.Grain.AddTraffic("another", Traffic.Nothing with { RelayIn = 1000 });
        await car.Grain.Keep("a connection", new KeepRequest(SessionId: session.SessionId, Carried: Traffic.Nothing with { RelayIn = 3 }));
        await car.Grain.EndSession(session.SessionId, EndReason.Released);
        await car.Grain.AddTraffic(session.SessionId, Traffic.Nothing with { RelayIn = 7, ControlOut = 2 });
        Assert.Equal(new Traffic(15, 0, 0, 2, 0, 0), (await Entered(car, session.SessionId)).Traffic);
    }

    [Fact]
    public async Task ARide_ThatTheLedgerCouldNotTake_SurvivesACrash_AndIsEnteredOnce()
    {
        var car = await TestCar.Create(_fleet);
        var (session, _) = await car.Granted();
        foreach (var ledger in Ledgers()) _fleet.Storage.Fail(ledger);
        await car.Grain.EndSession(session.SessionId, EndReason.Released);
        await car.Pass(3, silent: true);
        await _fleet.Crash();
        foreach (var ledger in Ledgers()) _fleet.Storage.Heal(ledger);
        await car.Grain.GetSummary();
        await Entered(car, session.SessionId);
        await car.Pass(5, silent: true);
        Assert.Single(await Rides(), r => r.SessionId == session.SessionId);
    }

    [Fact]
    public async Task ARideEnteredAgain_TakesOverOnlyItsBytes()
    {
        var ride = new Ride("s", "car-1", null, 1_000, 1_000, 0, 0, 0, EndReason.Released, Traffic.Nothing);
        var ledger = _fleet.Grains.GetGrain<IRideLedgerGrain>(RideLedgers.KeyFor(ride));
        await ledger.Enter(ride);
        await ledger.Enter(ride with { EndedAtMs = 5, Traffic = Traffic.Nothing with { RelayOut = 9 } });
        Assert.Equal(ride with { Traffic = Traffic.Nothing with { RelayOut = 9 } }, Assert.Single(await ledger.List()));
    }

    private IEnumerable<string> Ledgers() => RideLedgers.KeysOf(DateOnly.FromDateTime(_fleet.Time.GetUtcNow().UtcDateTime));

    private async Task<Ride[]> Rides() =>
        [.. (await Task.WhenAll(Ledgers().Select(k => _fleet.Grains.GetGrain<IRideLedgerGrain>(k).List()))).SelectMany(r => r)];

    private Task<Ride> Entered(TestCar car, string sessionId) => Eventually.Value(
        async () =>
        {
            await car.Pass(0.5, silent: true);
            return (await Rides()).FirstOrDefault(r => r.SessionId == sessionId)!;
        },
        r => r is not null);
}
