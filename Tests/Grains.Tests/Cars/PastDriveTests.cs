using RcFleet.Cluster;
using RcFleet.Support;

namespace RcFleet.Cars;

/// <summary>What was driven past the car's grain while it was away, told by the driver's gateway when it is back.</summary>
public sealed class PastDriveTests : IAsyncLifetime
{
    /// <summary>The time of a grant and of a save.</summary>
    private const long MostMs = 35_000;

    private FleetCluster _fleet = null!;

    public async Task InitializeAsync() => _fleet = await FleetCluster.Start();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task DrivenPastAGrainThatWasAway_IsCharged_Once()
    {
        var (car, session, token, restored) = await Restored();
        var left = restored - 12_000;

        await car.Grain.ChargePast(new PastDrive(session, 1, left));
        await car.Grain.ChargePast(new PastDrive(session, 1, left));
        await car.Grain.ChargePast(new PastDrive(session, 1, restored));
        Assert.Equal(left, await Left(car, session));
        var (_, joined, _) = await car.Join(token);
        Assert.Equal((2, left), (joined.Session!.Epoch, joined.Session.RemainingMs));

        // Once somebody has joined, the grain has the clock.
        await car.Grain.ChargePast(new PastDrive(session, 1, left - 1000));
        await car.Grain.ChargePast(new PastDrive(session, 2, left - 1000));
        Assert.Equal(left, await Left(car, session));

        await _fleet.Crash();
        Assert.Equal(left, await Left(car, session));
    }

    [Fact]
    public async Task ALaterWordOfTheSameDrive_ChargesTheRest()
    {
        var (car, session, _, restored) = await Restored();
        await car.Grain.ChargePast(new PastDrive(session, 1, restored - 10_000));

        await car.Grain.ChargePast(new PastDrive(session, 1, restored - 11_000));

        Assert.Equal(restored - 11_000, await Left(car, session));
    }

    [Fact]
    public async Task NeverMoreIsTaken_ThanTheTimeOfAGrantAndOfASave()
    {
        var (car, session, _, restored) = await Restored();
        await car.Grain.ChargePast(new PastDrive(session, 1, restored - 20_000));

        await car.Grain.ChargePast(new PastDrive(session, 1, 0));

        Assert.Equal(restored - MostMs, await Left(car, session));
    }

    [Fact]
    public async Task OfAnotherSessionOrEpoch_OrMoreThanIsLeft_ChangesNothing()
    {
        var (car, session, _, restored) = await Restored();

        await car.Grain.ChargePast(new PastDrive("another", 1, 0));
        await car.Grain.ChargePast(new PastDrive(session, 0, 0));
        await car.Grain.ChargePast(new PastDrive(session, 2, 0));
        await car.Grain.ChargePast(new PastDrive(session, 1, restored + 1000));

        Assert.Equal(restored, await Left(car, session));
    }

    [Fact]
    public async Task AGrainThatWasNeverAway_KnowsBetter()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted(await car.Code());
        var (_, _, connection) = await car.Join(token);
        await car.Grain.ChargePast(new PastDrive(session.SessionId, 1, 0));
        await car.Grain.Leave(connection);
        await car.Grain.ChargePast(new PastDrive(session.SessionId, 1, 0));

        Assert.Equal(600_000, await Left(car, session.SessionId));
    }

    [Fact]
    public async Task ARentalThatWasDrivenToItsEnd_Ends_AndNothingReturns()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code(minutes: 1);
        var (session, token) = await car.Granted(code);
        var (driver, _, connection) = await car.Join(token);
        await car.Pass(40);
        await car.Grain.Leave(connection);
        await Eventually.Value(() => Task.FromResult(_fleet.Storage.SinceLastWrite(car.Id)), since => since == TimeSpan.Zero);
        await _fleet.Crash();
        Assert.Equal(20_000, await Left(car, session.SessionId));

        await car.Grain.ChargePast(new PastDrive(session.SessionId, 1, 0));
        await car.Pass(0.5, silent: true);

        await Eventually.Value(() => car.Grain.FindSession(session.SessionId), s => s is null);
        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 0, ReservedMs: 0 });
        Assert.Empty(driver.Ends);
    }

    private static async Task<long> Left(TestCar car, string session) => (await car.Grain.FindSession(session))!.RemainingMs;

    /// <summary>A car that was driven for a minute, and whose grain died.</summary>
    private async Task<(TestCar Car, string SessionId, string Token, long RestoredMs)> Restored()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted(await car.Code());
        await car.Join(token);
        await car.Pass(60);
        await _fleet.Crash();
        return (car, session.SessionId, token, await Left(car, session.SessionId));
    }
}
