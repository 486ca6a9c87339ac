using RcFleet.Cars;
using RcFleet.Support;

namespace RcFleet.Cluster;

/// <summary>A car moves from one silo to another while it is driven: its silo stops.</summary>
public sealed class MovingCarTests : IAsyncLifetime
{
    private FleetCluster _fleet = null!;

    public async Task InitializeAsync() => _fleet = await FleetCluster.Start();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task DrivenCar_Moved_DriverEpochAndLinksGoOn()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted(await car.Code());
        var (driver, joined, connection) = await car.Join(token);
        var (viewer, _) = await car.Watch(token, "viewer");
        Assert.True(await car.Hear(ackSeq: 3, epoch: 1));
        await car.Grain.Drive(TestCar.Drive(1, 5));
        await car.Sees(() => car.Controller.Drives.Any());
        var (notice, state) = (car.Controller.Sessions.Last().Order, driver.States.Last().Order);

        await _fleet.Move(car.Grain);

        Assert.True(await car.Grain.KeepDriver(connection), "The driver is no longer known.");
        await car.Grain.Drive(TestCar.Drive(1, 5));
        await car.Grain.Drive(TestCar.Drive(1, 6));
        await car.Sees(() => car.Controller.Drives.Any(d => d.Seq == 6));
        Assert.Equal([5u, 6u], car.Controller.Drives.Select(d => d.Seq));
        await car.Sees(() => car.Controller.Sessions.Last().Order > notice);
        Assert.All(car.Controller.Sessions, n => Assert.Equal((session.SessionId, 1), (n.SessionId, n.Epoch)));
        Assert.Empty(car.Controller.Stops);
        Assert.Equal(joined.Grant, await car.Grain.GetGrant(connection));
        Assert.True(await car.Hear(ackSeq: 6, epoch: 1));
        await Eventually.True(() => driver.States.Last() is { AckSeq: 6, Online: true } last && last.Order > state, driver.ToString);

        Assert.True(await car.Grain.EndSession(session.SessionId, EndReason.Released));
        await Eventually.True(() => driver.Ends.Any() && viewer.Ends.Any(), () => $"{driver}\n{viewer}");
        await car.Sees(() => car.Camera.Ended.Any() && car.Controller.Ended.Any());
    }

    [Fact]
    public async Task DrivenCar_MovedWhileStorageHangs_GoesOnAllTheSame()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted(await car.Code());
        var (_, _, connection) = await car.Join(token);
        await car.Pass(2);
        var writes = _fleet.Storage.Writes(car.Id);
        _fleet.Storage.Stick(car.Id);

        await _fleet.Move(car.Grain);

        Assert.True(await car.Grain.KeepDriver(connection), "The driver is no longer known.");
        await car.Grain.Drive(TestCar.Drive(1, 7));
        await car.Sees(() => car.Controller.Drives.Any(d => d.Seq == 7));
        Assert.Equal(writes, _fleet.Storage.Writes(car.Id));
        _fleet.Storage.Heal(car.Id);
    }

    [Fact]
    public async Task DrivenCar_MovedEverySecond_TimeLeftGoesAlong_AndIsSavedAsOften()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted(await car.Code());
        await car.Join(token);
        for (var second = 1; second <= 7; second++)
        {
            await car.Pass(1);
            await _fleet.Move(car.Grain);
            Assert.Equal(session.RemainingMs - (second * 1000), (await car.Grain.FindSession(session.SessionId))!.RemainingMs);
        }

        Assert.InRange(_fleet.Storage.SinceLastWrite(car.Id), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task DrivenCar_ItsSiloStops_MovesByItself()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted(await car.Code());
        var (_, _, connection) = await car.Join(token);
        await car.Pass(1);

        await _fleet.StopSilo(car.Grain);

        Assert.True(await car.Grain.KeepDriver(connection), "The driver is no longer known.");
        await car.Grain.Drive(TestCar.Drive(1, 7));
        await car.Sees(() => car.Controller.Drives.Any(d => d.Seq == 7));
    }

    [Fact]
    public async Task CarWhoseDriverIsGone_Moved_GraceEndsWhenItWouldHave()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted(await car.Code());
        var (_, _, connection) = await car.Join(token);
        await car.Grain.Leave(connection);
        await car.Pass(6);

        await _fleet.Move(car.Grain);

        await car.Pass(3);
        Assert.NotNull(await car.Grain.FindSession(session.SessionId));
        await car.Pass(2);
        Assert.Null(await car.Grain.FindSession(session.SessionId));
    }

    [Fact]
    public async Task CarWhoseWriteFailed_Moved_GoesOnFromWhatStorageHas()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted(await car.Code());
        await car.Join(token);
        _fleet.Storage.Fail(car.Id);
        await Assert.ThrowsAnyAsync<Exception>(() => car.Join(token));

        await _fleet.Move(car.Grain);
        _fleet.Storage.Heal(car.Id);

        // An epoch that nobody has heard of; had the unsaved one come along, this would be the third.
        Assert.Equal(2, (await car.Join(token)).Joined.Session!.Epoch);
    }
}
