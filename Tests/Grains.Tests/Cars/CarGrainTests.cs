using System.Text.Json;
using RcFleet.Cluster;
using RcFleet.Devices;
using RcFleet.Rentals;
using RcFleet.Support;

namespace RcFleet.Cars;

/// <summary>A car with its boards and drivers, on the engine that the build chose.</summary>
public abstract class CarGrainTests(bool shuffle) : IAsyncLifetime
{
    private FleetCluster _fleet = null!;

    public async Task InitializeAsync() => _fleet = await FleetCluster.Start(shuffle);

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    // ---- grant and join

    [Fact]
    public async Task Grant_AvailableCar_AnnouncesTheDurableEpochToBothBoards()
    {
        var car = await TestCar.Create(_fleet);

        var (session, token) = await car.Granted(await car.Code(minutes: 10));

        Assert.Equal((1, 600_000, false, false), (session.Epoch, session.RemainingMs, session.Paused, session.Joined));
        Assert.True(SessionToken.TryGetCarId(token, out var carId));
        Assert.Equal(car.Id, carId);
        await car.Sees(() => car.Controller.Sessions.Any() && car.Camera.Sessions.Any());
        var notice = car.Controller.Sessions.First();
        Assert.Equal((session.SessionId, 1, 600_000, 3000), (notice.SessionId, notice.Epoch, notice.RemainingMs, notice.LeaseTtlMs));
        Assert.Equal(CarStatus.Busy, (await car.Grain.GetSummary()).Status);
    }

    [Fact]
    public async Task Grant_WithoutCode_IsAnOperatorsHour()
    {
        var car = await TestCar.Create(_fleet);

        var (session, _) = await car.Granted();

        Assert.Equal(3_600_000, session.RemainingMs);
    }

    [Fact]
    public async Task Grant_Refusals()
    {
        var code = await TestCar.Code(_fleet);
        var unknown = new TestCar(_fleet, "car-nobody-knows");
        Assert.Equal(GrantOutcome.CarUnknown, (await unknown.Grant(code)).Outcome);

        var car = await TestCar.Create(_fleet, connected: false);
        Assert.Equal(GrantOutcome.CarOffline, (await car.Grant(code)).Outcome);

        await car.Connect();
        Assert.Equal(GrantOutcome.CodeInvalid, (await car.Grant("0000-0000-0000")).Outcome);
        var other = await TestCar.Code(_fleet, 10, 1, "another-car");
        Assert.Equal(GrantOutcome.CodeOtherCar, (await car.Grant(other)).Outcome);

        await car.Granted(code);
        Assert.Equal(GrantOutcome.CarBusy, (await car.Grant(await car.Code())).Outcome);
        Assert.Equal(GrantOutcome.CarBusy, (await car.Grant()).Outcome);
    }

    [Fact]
    public async Task Grant_TwoDriversAtOnce_ExactlyOneWins()
    {
        for (var round = 0; round < 5; round++)
        {
            var car = await TestCar.Create(_fleet);
            var codes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => car.Code()));

            var results = await Task.WhenAll(codes.Select(c => car.Grant(c)));

            Assert.Single(results, r => r.Outcome == GrantOutcome.Granted);
            Assert.Equal(5, results.Count(r => r.Outcome == GrantOutcome.CarBusy));
            foreach (var (code, result) in codes.Zip(results).Where(r => r.Second.Outcome == GrantOutcome.CarBusy))
                Assert.Equal((600_000, 0), ((await car.Left(code)).AvailableMs, (await car.Left(code)).ReservedMs));
        }
    }

    [Fact]
    public async Task Grant_WaitingForItsCode_HoldsTheSessionAlready()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        _fleet.Storage.Stick(RentalCodes.GrainKey(code));
        var grant = car.Grant(code);
        await Eventually.Value(() => car.Left(code), l => l.ReservedMs > 0);
        var reserved = JsonSerializer.Deserialize<RentalCodeState>(_fleet.Storage.LastWrite(RentalCodes.GrainKey(code)))!.Reservations.Single();

        // Else the code, asked by another car now, would give these minutes away again.
        Assert.True(await car.Grain.HoldsSession(reserved.SessionId));
        Assert.False(await car.Grain.HoldsSession("another"));

        _fleet.Storage.Heal(RentalCodes.GrainKey(code));
        Assert.Equal(reserved.SessionId, (await grant).Session!.SessionId);
    }

    [Fact]
    public async Task Grant_OneCodeOnSeveralCarsAtOnce_ExactlyOneWins()
    {
        var cars = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TestCar.Create(_fleet)));
        for (var round = 0; round < 20; round++)
        {
            var code = await TestCar.Code(_fleet);

            var results = await Task.WhenAll(cars.Select(c => c.Grant(code)));

            var won = Assert.Single(results, r => r.Outcome == GrantOutcome.Granted).Session!;
            Assert.Equal(2, results.Count(r => r.Outcome == GrantOutcome.CodeUsedUp));
            await cars.Single(c => c.Id == won.CarId).Grain.EndSession(won.SessionId, EndReason.Revoked);
        }
    }

    [Fact]
    public async Task Grant_CodeInUseOnAnotherCar_IsUsedUp_UntilThatSessionEnds()
    {
        var (one, other) = (await TestCar.Create(_fleet), await TestCar.Create(_fleet));
        var code = await one.Code();
        var (session, _) = await one.Granted(code);

        Assert.Equal(GrantOutcome.CodeUsedUp, (await other.Grant(code)).Outcome);

        await one.Grain.EndSession(session.SessionId, EndReason.Released);
        Assert.Equal(GrantOutcome.Granted, (await other.Grant(code)).Outcome);
    }

    [Fact]
    public async Task Join_FirstUsesTheGrantsEpoch_SecondReplacesItWithANewOne()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();

        var (first, joined, _) = await car.Join(token);
        Assert.Equal((session.SessionId, 1, true), (joined.Session!.SessionId, joined.Session.Epoch, joined.Session.Joined));
        Assert.Equal([car.CameraId, car.ControllerId], joined.Devices.Select(d => d.DeviceId).Order());
        Assert.True(joined.State is { Online: true, Paused: false, Epoch: 1 });

        var (second, rejoined, _) = await car.Join(token);
        Assert.Equal(2, rejoined.Session!.Epoch);
        await car.Sees(() => first.Ends.Any() && car.Controller.Stops.Any() && car.Controller.Sessions.Any(n => n.Epoch == 2));
        Assert.Equal([EndReason.Replaced], first.Ends);
        Assert.Empty(second.Ends);
        var stop = Assert.Single(car.Controller.Stops);
        Assert.Equal((StopReason.DriverReplaced, 1), (stop.Reason, stop.Epoch));
        Assert.True(stop.Order < car.Controller.Sessions.First(n => n.Epoch == 2).Order);
    }

    [Fact]
    public async Task JoinAfter_ForWhichAnotherWasFaster_IsRefusedAsOvertaken_AndDisturbsNobody()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var hash = SessionToken.Hash(token);
        var known = await car.Grain.LastJoin(hash);

        // The first join takes no new epoch, and counts all the same.
        var (driver, _, _) = await car.Join(token);
        await Refused(known);
        known = await car.Grain.LastJoin(hash);
        Assert.Equal(2, (await JoinAfter(known, "second")).Session!.Epoch);
        await Refused(known);
        Assert.Equal(3, (await JoinAfter(await car.Grain.LastJoin(hash), "third")).Session!.Epoch);
        Assert.True(await car.Grain.KeepDriver("third"));
        await car.Sees(() => driver.Ends.Any());
        Assert.Null(await car.Grain.LastJoin("not the token"));
        await car.Sees(() => car.Controller.Stops.Count(s => s.Reason == StopReason.DriverReplaced) == 2);

        Task<JoinResult> JoinAfter(long? lastJoin, string driverConnection) =>
            car.Grain.JoinAfter(hash, driverConnection, _fleet.Reference<IDriverLink>(new RecordedDriver()), lastJoin!.Value);

        async Task Refused(long? lastJoin)
        {
            var late = await JoinAfter(lastJoin, "late");
            Assert.Null(late.Session);
            Assert.True(late.Overtaken);
        }
    }

    [Fact]
    public async Task JoinAfter_AReissue_IsNotOvertaken_ButByTheNextJoin()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code(minutes: 5);
        var (_, token) = await car.Granted(code);
        await car.Join(token);
        token = (await car.Grant(code)).Token!;
        var hash = SessionToken.Hash(token);
        var known = await car.Grain.LastJoin(hash);
        Assert.Equal(2, (await JoinAfter(known)).Session!.Epoch);
        Assert.True((await JoinAfter(known)).Overtaken);

        Task<JoinResult> JoinAfter(long? lastJoin) => car.Grain.JoinAfter(hash, "drv", _fleet.Reference<IDriverLink>(new RecordedDriver()), lastJoin!.Value);
    }

    [Fact]
    public async Task Join_WithAWrongToken_GetsNothing()
    {
        var car = await TestCar.Create(_fleet);
        await car.Granted();

        var (_, joined, connection) = await car.Join(SessionToken.Create(car.Id));

        Assert.Null(joined.Session);
        Assert.Null(joined.State);
        Assert.False(await car.Grain.KeepDriver(connection));
        Assert.Null(await car.Grain.GetSession(SessionToken.Hash("nonsense")));
        Assert.Null((await car.Grain.GetCamera(SessionToken.Hash("nonsense"))).SessionId);
    }

    [Fact]
    public async Task Reissue_SameCode_NewTokenAndEpoch_OldDriverAndViewersAreTold()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code(minutes: 5);
        var (session, token) = await car.Granted(code);
        var (driver, _, connection) = await car.Join(token);
        var (viewer, _) = await car.Watch(token, "v");
        await car.Pass(10);

        var again = await car.Grant(code);

        Assert.Equal(GrantOutcome.Reissued, again.Outcome);
        Assert.Equal((session.SessionId, 2, 290_000), (again.Session!.SessionId, again.Session.Epoch, again.Session.RemainingMs));
        await car.Sees(() => driver.Ends.Any() && viewer.Ends.Any() && car.Controller.Stops.Any());
        Assert.Equal([EndReason.Replaced], driver.Ends);
        Assert.Equal([EndReason.Replaced], viewer.Ends);
        Assert.False(await car.Grain.KeepDriver(connection));
        Assert.Null((await car.Join(token)).Joined.Session);
        Assert.Equal(2, (await car.Join(again.Token!)).Joined.Session!.Epoch);
        Assert.Equal(300_000, (await car.Left(code)).ReservedMs);
    }

    [Fact]
    public async Task Never_joined_within_30_s_ends_and_gives_everything_back()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        await car.Granted(code);

        await car.Pass(29.5);
        Assert.Equal(CarStatus.Busy, (await car.Grain.GetSummary()).Status);
        await car.PassUntil(() => car.Controller.Ended.Any(), 2);

        Assert.Equal(EndReason.NeverJoined, car.Controller.Ended.Single().Reason);
        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 600_000, ReservedMs: 0 });
    }

    // ---- driving

    [Fact]
    public async Task Drive_OfTheLiveEpoch_ReachesTheController_OthersAreRefusedAndCounted()
    {
        var car = await TestCar.Create(_fleet);
        using var refused = new MeterReader("rcfleet.drive.refused");
        await Refused(TestCar.Drive(1, 1), DriveRefusal.NoSession);
        var (_, token) = await car.Granted();
        await Refused(TestCar.Drive(1, 1), DriveRefusal.NotDriving);
        var (_, _, connection) = await car.Join(token);
        await Passed(TestCar.Drive(1, 1));
        await Passed(TestCar.Drive(1, 7, throttle: -1));
        await Refused(TestCar.Drive(1, 7), DriveRefusal.Superseded);
        await Refused(TestCar.Drive(1, 6), DriveRefusal.Superseded);
        await Refused(TestCar.Drive(2, 8), DriveRefusal.UnknownEpoch);
        await Refused(TestCar.Drive(1, 8, throttle: float.NaN), DriveRefusal.Malformed);
        await Refused(TestCar.Drive(1, 8, steering: 1.01f), DriveRefusal.Malformed);
        await Refused(TestCar.Drive(1, 0), DriveRefusal.Malformed);
        await car.Join(token);
        await Refused(TestCar.Drive(1, 8), DriveRefusal.StaleEpoch);
        (_, _, connection) = await car.Join(token);
        await Passed(TestCar.Drive(3, 1));
        await car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));
        await Refused(TestCar.Drive(3, 2), DriveRefusal.Stopped);
        await car.Grain.Resume();
        await car.DropController();
        await Refused(TestCar.Drive(3, 3), DriveRefusal.NoController);
        await car.Grain.Leave(connection);
        await Refused(TestCar.Drive(3, 4), DriveRefusal.NotDriving);

        async Task Passed(DriveCommand command)
        {
            await car.Grain.Drive(command);
            await car.Sees(() => car.Controller.Drives.Contains(command));
            Assert.Empty(car.Camera.Drives);
        }

        async Task Refused(DriveCommand command, DriveRefusal why)
        {
            var (before, drives) = (refused[why.ToString()], car.Controller.Drives.Count());
            await car.Grain.Drive(command);
            await Eventually.True(() => refused[why.ToString()] == before + 1, refused.ToString);
            Assert.Equal(drives, car.Controller.Drives.Count());
        }
    }

    [Fact]
    public async Task Report_ReachesTheDriver_WithGrowingOrder()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (driver, joined, _) = await car.Join(token);

        Assert.True(await car.Hear(ackSeq: 5, epoch: 1, battery: 42));
        await car.Sees(() => driver.States.Any(s => s.AckSeq == 5));
        Assert.True(await car.Hear(ackSeq: 6, epoch: 1));
        await car.Sees(() => driver.States.Any(s => s.AckSeq == 6));

        var first = driver.States.First(s => s.AckSeq == 5);
        Assert.True(first is { Online: true, Armed: true, Neutral: false, Stopped: false, AckAgeMs: 12, BatteryPercent: 42, Rssi: -61 });
        Assert.True(joined.State!.Order < first.Order);
        Assert.True(first.Order < driver.States.First(s => s.AckSeq == 6).Order);

        // What the controller took from the driver before says nothing about this one.
        var (second, rejoined, _) = await car.Join(token);
        Assert.Null(rejoined.State!.AckSeq);
        Assert.True(rejoined.State.Order > driver.States.Last().Order);
        Assert.DoesNotContain(second.States, s => s.AckSeq is not null);
    }

    [Fact]
    public async Task Report_FromAnUnknownConnection_AsksForAnAttach()
    {
        var car = await TestCar.Create(_fleet);

        Assert.False(await car.Grain.Report(car.ControllerId, "nobody", new DeviceTelemetry(null, null, null, null, null, null, null, null)));
        Assert.True(await car.Hear());
    }

    [Fact]
    public async Task Note_ReachesTheDriver_ThoseThatComeLateAndThoseOfStrangersDoNot()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (driver, _, _) = await car.Join(token);

        await car.Grain.Note(car.ControllerId, car.ControllerConnection, 2, Report(7));
        await car.Sees(() => driver.States.Any(s => s.AckSeq == 7));
        await car.Grain.Note(car.ControllerId, car.ControllerConnection, 1, Report(6));
        await car.Grain.Note(car.ControllerId, "nobody", 3, Report(8));
        await car.Grain.Note(car.ControllerId, car.ControllerConnection, 3, Report(9));
        await car.Sees(() => driver.States.Any(s => s.AckSeq == 9));
        Assert.DoesNotContain(driver.States, s => s.AckSeq is 6 or 8);

        static DeviceTelemetry Report(uint ackSeq) => new(7400, 81, -61, 1, ackSeq, 12, true, false);
    }

    [Fact]
    public async Task Report_OfACarThatIsDrivenPastTheGrain_IsToldAtOnceWhenSomethingTurns_ElseOnceASecond()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (driver, _, connection) = await car.Join(token);
        await car.Hear(ackSeq: 1, epoch: 1);
        await car.Sees(() => driver.States.Any(s => s.AckSeq == 1));
        var before = driver.States.Count();

        for (uint i = 2; i < 22; i++)
        {
            Assert.True((await car.Grain.Keep(connection, new KeepRequest(GoesDirect: true))).Drives);
            _fleet.Time.Advance(TimeSpan.FromMilliseconds(200));
            await car.Hear(ackSeq: i, epoch: 1);
        }

        await car.Sees(() => driver.States.Count() >= before + 3);
        Assert.InRange(driver.States.Count(), before + 3, before + 5);

        await car.Grain.Report(car.ControllerId, car.ControllerConnection, new DeviceTelemetry(null, null, null, 1, 30, 0, true, Neutral: true));
        await car.Sees(() => driver.States.Any(s => s is { Neutral: true, AckSeq: 30 }));

        // Back on the grain's way, it hears everything from here.
        await car.Grain.Keep(connection, new KeepRequest());
        await car.Hear(ackSeq: 31, epoch: 1);
        await car.Hear(ackSeq: 32, epoch: 1);
        await car.Sees(() => driver.States.Any(s => s.AckSeq == 32));
    }

    // ---- leaving and coming back

    [Fact]
    public async Task Leave_StopsTheCarAtOnce_AndTheTokenComesBackWithinTheGrace()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, connection) = await car.Join(token);
        await car.Grain.Drive(TestCar.Drive(1, 9));
        await car.Sees(() => car.Controller.Drives.Any());

        await car.Grain.Leave(connection);

        await car.Sees(() => car.Controller.Stops.Any());
        var stop = car.Controller.Stops.Single();
        Assert.Equal((StopReason.DriverLost, false, 1, 9u), (stop.Reason, stop.Latched, stop.Epoch, stop.AfterSeq));
        await car.Pass(9);
        Assert.Equal(2, (await car.Join(token)).Joined.Session!.Epoch);
        await car.Pass(15);
        Assert.Empty(car.Controller.Ended);
    }

    [Fact]
    public async Task Leave_ForLongerThanTheGrace_EndsTheSession()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code(minutes: 1);
        var (_, token) = await car.Granted(code);
        var (_, _, connection) = await car.Join(token);
        await car.Pass(5);
        await car.Grain.Leave(connection);

        await car.Pass(9.5);
        Assert.Empty(car.Controller.Ended);
        await car.Pass(0.5);
        await car.Sees(() => car.Controller.Ended.Any());

        Assert.Equal(EndReason.DriverLost, car.Controller.Ended.Single().Reason);
        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 45_000, ReservedMs: 0 });
    }

    [Fact]
    public async Task Leave_OfAReplacedConnection_IsIgnored()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, first) = await car.Join(token);
        var (_, _, second) = await car.Join(token);

        await car.Grain.Leave(first);

        Assert.True(await car.Grain.KeepDriver(second));
        Assert.DoesNotContain(car.Controller.Stops, s => s.Reason == StopReason.DriverLost);
    }

    [Fact]
    public async Task A_driver_whose_gateway_falls_silent_is_lost()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, connection) = await car.Join(token);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await car.Grain.KeepDriver(connection));
            await car.Pass(1.5, driverSilent: true);
        }

        Assert.Empty(car.Controller.Stops);
        await car.Pass(1, driverSilent: true);

        await car.Sees(() => car.Controller.Stops.Any(s => s.Reason == StopReason.DriverLost));
        Assert.False(await car.Grain.KeepDriver(connection));
    }

    [Fact]
    public async Task A_driver_whose_gateway_falls_silent_right_after_its_first_word_is_lost_within_two_seconds()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, connection) = await car.Join(token);
        Assert.True(await car.Grain.KeepDriver(connection));

        await car.PassUntil(() => car.Controller.Stops.Any(s => s.Reason == StopReason.DriverLost), 2);
    }

    [Fact]
    public async Task A_driver_whose_gateway_dies_before_its_first_word_is_lost_within_two_seconds()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        await car.Join(token);

        await car.PassUntil(() => car.Controller.Stops.Any(s => s.Reason == StopReason.DriverLost), 2.5);
    }

    [Fact]
    public async Task Rejoin_AfterTheDriverWasTakenForLost_TakesANewEpoch_OnTheSameConnection()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (driver, joined, connection) = await car.Join(token);
        await car.Grain.Leave(connection);

        var again = await car.Grain.Rejoin(SessionToken.Hash(token), connection, _fleet.Reference<IDriverLink>(driver));

        Assert.Equal(joined.Session!.Epoch + 1, again.Session!.Epoch);
        Assert.True(await car.Grain.KeepDriver(connection));
        Assert.Empty(driver.Ends);
    }

    [Fact]
    public async Task Rejoin_WhileAnotherDrives_IsRefused_SoThatTheyNeverTakeTurns()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (driver, _, first) = await car.Join(token);
        var (_, _, second) = await car.Join(token);

        var refused = await car.Grain.Rejoin(SessionToken.Hash(token), first, _fleet.Reference<IDriverLink>(driver));
        Assert.Null(refused.Session);
        Assert.True(refused.Overtaken);
        refused = await car.Grain.Rejoin("not the token", second, _fleet.Reference<IDriverLink>(driver));
        Assert.Null(refused.Session);
        Assert.False(refused.Overtaken);

        Assert.True(await car.Grain.KeepDriver(second));
    }

    [Fact]
    public async Task Grant_OfTheWayPastTheGrain_IsForTheOneThatDrives_AndTheControllersGatewayHasTheSameKey()
    {
        var car = await TestCar.Create(_fleet, connected: false);
        var board = new RecordedBoard();
        await car.Grain.Attach(
            TestCar.Attachment(car.ControllerId, DeviceRole.Control, "c", 1) with { Gateway = "far", PeerUrl = "http://far:7070" }, _fleet.Reference<IDeviceLink>(board));
        var (_, token) = await car.Granted();
        var (_, joined, connection) = await car.Join(token);

        var grant = joined.Grant!;
        Assert.Equal((car.ControllerId, joined.Session!.Epoch, connection, "far", "http://far:7070"), (grant.DeviceId, grant.Epoch, grant.Holder, grant.Gateway, grant.PeerUrl));
        Assert.Equal(grant, await car.Grain.GetGrant(connection));
        Assert.Equal(new KeepResult(true, grant), await car.Grain.Keep(connection, new KeepRequest(WantsGrant: true)));
        Assert.Equal(new KeepResult(true), await car.Grain.Keep(connection, new KeepRequest()));
        Assert.Equal(new KeepResult(false), await car.Grain.Keep("another", new KeepRequest(WantsGrant: true)));
        Assert.Null(await car.Grain.GetGrant("another"));
        await car.Sees(() => board.Sessions.Any(n => n.Holder == connection && n.HolderKey == grant.Key && n.Epoch == grant.Epoch));

        await car.Grain.Leave(connection);
        Assert.Null(await car.Grain.GetGrant(connection));
        var (_, second, _) = await car.Join(token);
        Assert.NotEqual(grant.Key, second.Grant!.Key);
    }

    [Fact]
    public async Task ARestoredCar_SaysThatItDoesNotKnowWhoDrives_UntilSomebodyJoins()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        await car.Join(token);
        await _fleet.Crash();
        await car.Connect();

        await car.Sees(() => car.Controller.Sessions.Any());
        Assert.All(car.Controller.Sessions, n => Assert.Equal((true, null), (n.HolderUnknown, n.Holder)));
        var (_, joined, connection) = await car.Join(token);
        await car.Sees(() => car.Controller.Sessions.Any(n => n.Holder == connection && !n.HolderUnknown && n.Epoch == joined.Session!.Epoch));
    }

    [Fact]
    public async Task ABoardWhoseGatewayWasKilled_IsForgottenAfter35Seconds()
    {
        var car = await TestCar.Create(_fleet);
        for (var i = 0; i < 68; i++) await car.Pass(0.5, silent: true);
        Assert.True((await car.Grain.GetSummary()).Controller);
        for (var i = 0; i < 14; i++) await car.Pass(0.5, silent: true);

        await Eventually.Value(() => car.Grain.GetSummary(), s => s is { Controller: false, Camera: false, Status: CarStatus.Offline });
        Assert.False(await car.Hear());
    }

    [Fact]
    public async Task AStreamToken_IsAskedOfTheCamerasLink_ForTheHolderOfASession()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();

        Assert.Equal("token of " + session.SessionId, await car.Grain.MintStreamToken(SessionToken.Hash(token)));
        Assert.Null(await car.Grain.MintStreamToken("not the token"));
    }

    // ---- the clock

    [Fact]
    public async Task Expiry_StopsAndEndsEverything_NothingIsLeft()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code(minutes: 1);
        var (session, token) = await car.Granted(code);
        var (driver, _, connection) = await car.Join(token);
        var (viewer, _) = await car.Watch(token, "v");

        await car.Pass(59.5);
        Assert.Equal(500, (await car.Grain.FindSession(session.SessionId))!.RemainingMs);
        await car.PassUntil(() => car.Controller.Ended.Any(), 1);

        await car.Sees(() => driver.Ends.Any() && viewer.Ends.Any() && car.Camera.Ended.Any() && car.Controller.Stops.Any());
        Assert.Equal([EndReason.Expired], driver.Ends);
        Assert.Equal([EndReason.Expired], viewer.Ends);
        Assert.Equal((EndReason.Expired, 1), (car.Controller.Ended.Single().Reason, car.Controller.Ended.Single().Epoch));
        Assert.Equal(StopReason.SessionEnded, car.Controller.Stops.Single().Reason);
        Assert.True(car.Controller.Stops.Single().Order < car.Controller.Ended.Single().Order);
        Assert.False(await car.Grain.KeepDriver(connection));
        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 0, ReservedMs: 0 });
        Assert.Equal(GrantOutcome.CodeUsedUp, (await car.Grant(code)).Outcome);
    }

    [Fact]
    public async Task Renewals_ComeTwiceASecond_EvenWhileStorageHangs()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        await car.Join(token);
        _fleet.Storage.Stick(car.Id);
        await car.Pass(6);
        var before = car.Controller.Sessions.Count();

        await car.Pass(5);

        await car.Sees(() => car.Controller.Sessions.Count() >= before + 9);
        Assert.True(_fleet.Storage.Writes(car.Id) > 0);
        _fleet.Storage.Heal(car.Id);
    }

    [Fact]
    public async Task Renewals_AreNotPutOff_ByADriversGatewayThatSaysOftenThatItLives()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, connection) = await car.Join(token);
        var before = car.Controller.Sessions.Count();

        // Each just before the beat would be due.
        for (var i = 0; i < 10; i++)
        {
            _fleet.Time.Advance(TimeSpan.FromMilliseconds(400));
            Assert.True(await car.Grain.KeepDriver(connection));
            await car.Hear();
        }

        await car.Sees(() => car.Controller.Sessions.Count() >= before + 4);
    }

    [Fact]
    public async Task Grant_BetweenTwoHeartbeats_DoesNotCountAsSilence()
    {
        var car = await TestCar.Create(_fleet);
        _fleet.Time.Advance(TimeSpan.FromSeconds(1.9));

        await car.Granted();

        await car.PassUntil(() => car.Controller.Sessions.Count() >= 2, 1);
        Assert.DoesNotContain(car.Controller.Sessions, n => n.Paused);
    }

    [Fact]
    public async Task Clock_StandsWhileTheControllerIsGoneOrSilent()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        var (driver, _, _) = await car.Join(token);

        await car.DropController();
        await car.Sees(() => driver.States.Any(s => s is { Online: false, Paused: true }));
        await car.Pass(20, silent: true);
        Assert.Equal(3_600_000, (await car.Grain.FindSession(session.SessionId))!.RemainingMs);

        await car.ConnectController();
        await car.Sees(() => driver.States.Last() is { Online: true, Paused: false });
        await car.Sees(() => car.Controller.Sessions.Any(n => n is { Epoch: 1, Paused: false }));
        await car.Pass(1);
        await car.Pass(1.5, silent: true);
        await car.Sees(() => driver.States.Last() is { Online: false, Paused: true });
        var left = (await car.Grain.FindSession(session.SessionId))!;
        Assert.True(left.Paused);
        await car.Pass(20, silent: true);
        Assert.Equal(left.RemainingMs, (await car.Grain.FindSession(session.SessionId))!.RemainingMs);

        await car.Hear();
        await car.Sees(() => driver.States.Last() is { Online: true, Paused: false });
        Assert.InRange(3_600_000 - left.RemainingMs, 1_000, 2_600);
    }

    // ---- stopping

    [Fact]
    public async Task Stop_ByTheDriver_IsNotLatched_AndOnlyTheDrivers()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, old) = await car.Join(token);
        var (_, _, connection) = await car.Join(token);
        var stops = 1;
        await car.Grain.Drive(TestCar.Drive(2, 3));
        await car.Sees(() => car.Controller.Drives.Any());

        Assert.False(await car.Grain.Stop(new StopRequest(StopReason.Driver, false, old)));
        Assert.False(await car.Grain.Stop(new StopRequest(StopReason.Driver, false, null, SessionToken.Hash("nonsense"))));
        Assert.True(await car.Grain.Stop(new StopRequest(StopReason.Driver, false, connection)));
        stops++;

        await car.Sees(() => car.Controller.Stops.Count() == stops);
        var stop = car.Controller.Stops.Last();
        Assert.Equal((StopReason.Driver, false, 2, 3u), (stop.Reason, stop.Latched, stop.Epoch, stop.AfterSeq));
        var next = TestCar.Drive(2, 4);
        await car.Grain.Drive(next);
        await car.Sees(() => car.Controller.Drives.Contains(next));
    }

    [Fact]
    public async Task Stop_Latched_LastsOverARestart_UntilResumed()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        var (driver, _, _) = await car.Join(token);

        Assert.True(await car.Grain.Stop(new StopRequest(StopReason.Emergency, true, null, SessionToken.Hash(token))));

        await car.Sees(() => car.Controller.Stops.Any(s => s is { Latched: true, Reason: StopReason.Emergency }));
        await car.Sees(() => driver.States.Any(s => s is { Stopped: true, Paused: true }));
        await car.Pass(10);
        Assert.Equal(3_600_000, (await car.Grain.FindSession(session.SessionId))!.RemainingMs);
        Assert.Equal(CarStatus.Stopped, (await car.Grain.GetSummary()).Status);

        await _fleet.Crash();
        Assert.True((await car.ConnectController()).Stopped);
        await car.Grain.EndSession(session.SessionId, EndReason.Revoked);
        Assert.Equal(GrantOutcome.CarStopped, (await car.Grant()).Outcome);

        await car.Grain.Resume();
        await car.Sees(() => car.Controller.Told.OfType<ResumeNotice>().Any());
        await car.Granted();
    }

    [Fact]
    public async Task Stop_WhileAResumeIsBeingWritten_Wins()
    {
        var car = await TestCar.Create(_fleet);
        await car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));
        _fleet.Storage.Stick(car.Id);
        var writes = _fleet.Storage.Writes(car.Id);
        var resume = car.Grain.Resume();
        await car.Sees(() => _fleet.Storage.Writes(car.Id) > writes);

        var stop = car.Grain.Stop(new StopRequest(StopReason.Emergency, Latched: true));
        await car.Sees(() => car.Controller.Stops.Any(s => s.Reason == StopReason.Emergency));
        _fleet.Storage.Heal(car.Id);
        await Task.WhenAll(stop, resume);

        Assert.Equal(CarStatus.Stopped, (await car.Grain.GetSummary()).Status);
        Assert.Empty(car.Controller.Told.OfType<ResumeNotice>());
        await _fleet.Crash();
        Assert.Equal(CarStatus.Stopped, (await car.Grain.GetSummary()).Status);
    }

    [Fact]
    public async Task Stop_NeverWaitsBehindAStuckWrite()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        var (driver, _, connection) = await car.Join(token);
        _fleet.Storage.Stick(car.Id);
        var join = car.Join(token);
        await car.Sees(() => car.Controller.Stops.Any(s => s.Reason == StopReason.DriverReplaced));

        var stop = car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));
        await car.Sees(() => car.Controller.Stops.Any(s => s.Latched));
        var end = car.Grain.EndSession(session.SessionId, EndReason.Revoked);
        await car.Sees(() => car.Controller.Ended.Any());
        var disable = car.Grain.Disable();
        await Eventually.Value(() => car.Grain.GetSummary(), s => s.Status == CarStatus.Disabled);
        Assert.False(stop.IsCompleted || end.IsCompleted || disable.IsCompleted);

        _fleet.Storage.Heal(car.Id);
        Assert.True(await stop);
        Assert.True(await end);
        await disable;
        Assert.Null((await join).Joined.Session);
        await car.Sees(() => driver.Ends.Any());
        Assert.Equal([EndReason.Replaced], driver.Ends);
        Assert.False(await car.Grain.KeepDriver(connection));
    }

    [Fact]
    public async Task Disable_EndsTheSession_UntilEnabled()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (driver, _, _) = await car.Join(token);

        await car.Grain.Disable();

        await car.Sees(() => driver.Ends.Any() && car.Controller.Ended.Any() && car.Camera.Ended.Any());
        Assert.Equal([EndReason.CarDisabled], driver.Ends);
        await _fleet.Crash();
        await car.Connect();
        Assert.Equal(CarStatus.Disabled, (await car.Grain.GetSummary()).Status);
        Assert.Equal(GrantOutcome.CarDisabled, (await car.Grant()).Outcome);
        await car.Grain.Enable();
        var (session, _) = await car.Granted();
        Assert.Equal(2, session.Epoch);
    }

    [Fact]
    public async Task End_OfAnotherSession_ChangesNothing()
    {
        var car = await TestCar.Create(_fleet);
        var (session, _) = await car.Granted();

        Assert.False(await car.Grain.EndSession(SessionToken.CreateSessionId(car.Id), EndReason.Revoked));

        Assert.NotNull(await car.Grain.FindSession(session.SessionId));
        Assert.Empty(car.Controller.Ended);
    }

    // ---- durability

    [Fact]
    public async Task Restart_SameToken_HigherEpoch_RightMinutes()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code(minutes: 60);
        var (session, token) = await car.Granted(code);
        var (_, _, connection) = await car.Join(token);
        await car.Pass(60);

        // Time flies faster here than a disk writes.
        await Eventually.Value(
            async () =>
            {
                await car.Pass(0.5);
                return _fleet.Storage.SinceLastWrite(car.Id);
            },
            since => since <= TimeSpan.FromSeconds(5));
        var left = (await car.Grain.FindSession(session.SessionId))!.RemainingMs;
        Assert.InRange(left, 1, 3_540_000);

        await _fleet.Crash();

        Assert.False(await car.Grain.KeepDriver(connection));
        Assert.False(await car.Hear());
        await car.Connect();
        await car.Grain.Drive(TestCar.Drive(1, 100));
        var (_, joined, _) = await car.Join(token);
        Assert.Equal((session.SessionId, 2), (joined.Session!.SessionId, joined.Session.Epoch));
        Assert.InRange(joined.Session.RemainingMs, left, left + 5_000);
        Assert.Empty(car.Controller.Drives);
        Assert.Equal((0, 3_600_000), ((await car.Left(code)).AvailableMs, (await car.Left(code)).ReservedMs));
    }

    [Fact]
    public async Task Restart_NobodyComesBack_TheLeaseEndsAndTheTimeReturns()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        var (_, token) = await car.Granted(code);
        await car.Join(token);

        await _fleet.Crash();

        // The fleet index wakes the car: no board, driver or visitor does.
        await _fleet.Grains.GetGrain<Fleet.IFleetShardGrain>(Fleet.FleetShards.KeyFor(car.Id)).ListCars();
        await Eventually.Value(
            async () =>
            {
                _fleet.Time.Advance(TimeSpan.FromSeconds(1));
                return await car.Left(code);
            },
            l => l is { AvailableMs: 600_000, ReservedMs: 0 });
    }

    [Fact]
    public async Task Settlement_ThatTheCodeCouldNotTake_IsDeliveredAfterARestart()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        var (session, token) = await car.Granted(code);
        await car.Join(token);
        await car.Pass(60);
        _fleet.Storage.Fail(RentalCodes.GrainKey(code));
        Assert.True(await car.Grain.EndSession(session.SessionId, EndReason.Released));
        Assert.Equal(600_000, (await car.Left(code)).ReservedMs);

        await _fleet.Crash();
        _fleet.Storage.Heal(RentalCodes.GrainKey(code));
        await car.Grain.GetSummary();

        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 540_000, ReservedMs: 0 });
    }

    [Fact]
    public async Task Settlement_ThatTheCodeCouldNotTake_IsRepeatedUntilItCan()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        var (session, _) = await car.Granted(code);
        _fleet.Storage.Fail(RentalCodes.GrainKey(code));
        Assert.True(await car.Grain.EndSession(session.SessionId, EndReason.Released));

        // Till then the code knows that its time may still come back, and lends it to nobody.
        var other = await TestCar.Create(_fleet);
        Assert.Equal(GrantOutcome.CodeUsedUp, (await other.Grant(code)).Outcome);
        _fleet.Storage.Heal(RentalCodes.GrainKey(code));
        await car.Pass(2, silent: true);

        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 600_000, ReservedMs: 0 });
    }

    [Fact]
    public async Task Settlement_IsNotSent_BeforeTheEndIsDurable()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        var (session, token) = await car.Granted(code);
        _fleet.Storage.Fail(car.Id);
        await Assert.ThrowsAnyAsync<Exception>(() => car.Grain.EndSession(session.SessionId, EndReason.Released));
        await car.Pass(3, silent: true);

        // Answered after whatever came to the code before.
        await _fleet.Grains.GetGrain<IRentalCodeGrain>(code).Settle("another", 0);

        // The crash brings the session back: had its minutes returned, they would be there twice.
        await _fleet.Crash();
        _fleet.Storage.Heal(car.Id);
        Assert.NotNull((await car.Join(token)).Joined.Session);
        Assert.Equal(600_000, (await car.Left(code)).ReservedMs);
    }

    [Fact]
    public async Task Grant_WhoseWriteFails_IsUndone_AndTheMinutesReturn()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        _fleet.Storage.Fail(car.Id);

        await Assert.ThrowsAnyAsync<Exception>(() => car.Grant(code));

        Assert.Equal(CarStatus.Available, (await car.Grain.GetSummary()).Status);
        Assert.Empty(car.Controller.Sessions);
        _fleet.Storage.Heal(car.Id);
        await car.Pass(2, silent: true);
        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 600_000, ReservedMs: 0 });
        var (session, _) = await car.Granted(code);
        Assert.Equal(2, session.Epoch);
    }

    [Fact]
    public async Task Grant_WhoseWriteFails_WhileAStopWaitsToBeWritten_IsUndone_AndTheMinutesReturn()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        var before = _fleet.Storage.Writes(car.Id);
        _fleet.Storage.Stick(car.Id);
        var granting = car.Grant(code);
        await Eventually.True(() => _fleet.Storage.Writes(car.Id) > before, car.Describe);
        var stopping = car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));
        await car.Sees(() => car.Controller.Stops.Any());
        await car.Grain.GetSummary();
        _fleet.Storage.Break(car.Id);

        await Assert.ThrowsAnyAsync<Exception>(() => granting);
        Assert.True(await stopping);
        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 600_000, ReservedMs: 0 });
        await _fleet.Crash();
        Assert.Null((await car.Grain.GetDetails()).Session);
    }

    [Fact]
    public async Task Resume_WhoseWriteFails_WhileAnotherWaits_LeavesTheStopInForce_AlsoAfterARestart()
    {
        var car = await TestCar.Create(_fleet);
        var (session, _) = await car.Granted();
        await car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));
        var before = _fleet.Storage.Writes(car.Id);
        _fleet.Storage.Stick(car.Id);
        var resuming = car.Grain.Resume();
        await Eventually.True(() => _fleet.Storage.Writes(car.Id) > before, car.Describe);
        var ending = car.Grain.EndSession(session.SessionId, EndReason.Revoked);
        await car.Sees(() => car.Controller.Ended.Any());
        await car.Grain.GetSummary();
        _fleet.Storage.Break(car.Id);

        await Assert.ThrowsAnyAsync<Exception>(() => resuming);
        Assert.True(await ending);
        Assert.Equal(CarStatus.Stopped, (await car.Grain.GetSummary()).Status);
        await _fleet.Crash();
        Assert.Equal(CarStatus.Stopped, (await car.Grain.GetSummary()).Status);
    }

    [Fact]
    public async Task Grant_CutShortByACrash_LeavesNoMinutesBehind()
    {
        var car = await TestCar.Create(_fleet);
        var other = await TestCar.Create(_fleet);
        var code = await car.Code();
        _fleet.Storage.Stick(car.Id);
        var lost = car.Grant(code);
        await Eventually.Value(() => car.Left(code), l => l.ReservedMs == 600_000);

        // While the grant is on its way nobody else gets the time.
        Assert.Equal(GrantOutcome.CodeUsedUp, (await other.Grant(code)).Outcome);

        await _fleet.Crash();
        _fleet.Storage.Heal(car.Id);
        await Assert.ThrowsAnyAsync<Exception>(() => lost);
        await other.Connect();
        await other.Granted(code);
    }

    [Fact]
    public async Task Epoch_IsToldToNobody_BeforeItIsDurable()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        await car.Join(token);
        _fleet.Storage.Stick(car.Id);
        var join = car.Join(token);
        await car.Sees(() => car.Controller.Stops.Any());

        await car.Pass(3);
        await car.ConnectController();
        await car.Grain.Drive(TestCar.Drive(2, 1));
        await car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: false));
        await car.Sees(() => car.Controller.Stops.Any());

        Assert.DoesNotContain(car.Controller.Sessions, n => n.Epoch != 1);
        Assert.DoesNotContain(car.Controller.Stops, n => n.Epoch != 1);
        Assert.Empty(car.Controller.Drives);
        Assert.False(join.IsCompleted);
        _fleet.Storage.Heal(car.Id);
        Assert.Equal(2, (await join).Joined.Session!.Epoch);
        await car.Sees(() => car.Controller.Sessions.Any(n => n.Epoch == 2));
    }

    [Fact]
    public async Task Conflict_TheActivationGivesWay_ToOneThatReadsAnew()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        await car.Join(token);
        _fleet.Storage.Conflict(car.Id);

        await Assert.ThrowsAnyAsync<Exception>(() => car.Join(token));

        _fleet.Storage.Heal(car.Id);
        await Eventually.Value(() => car.Hear(), known => !known);
        await car.Connect();
        var (_, joined, _) = await car.Join(token);

        // The other one has taken 2.
        Assert.Equal((session.SessionId, 3), (joined.Session!.SessionId, joined.Session.Epoch));
    }

    [Fact]
    public async Task Write_WhoseAnswerIsLost_IsNotTakenForAnotherActivations()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        var (_, joined, connection) = await car.Join(token);
        _fleet.Storage.LoseAnswer(car.Id);
        await Assert.ThrowsAnyAsync<Exception>(() => car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true)));

        await car.Grain.Resume();

        Assert.True(await car.Hear());
        Assert.True(await car.Grain.KeepDriver(connection));
        await car.Grain.Drive(TestCar.Drive(joined.Session!.Epoch, 1));
        await car.Sees(() => car.Controller.Drives.Any());
        Assert.Equal(session.Epoch, (await car.Grain.FindSession(session.SessionId))!.Epoch);
    }

    [Fact]
    public async Task Join_WhoseWriteFails_LeavesTheLeaseInGrace()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        await car.Join(token);
        _fleet.Storage.Fail(car.Id);

        var failing = _fleet.Reference<IDriverLink>(new RecordedDriver());
        await Assert.ThrowsAnyAsync<Exception>(() => car.Grain.Join(SessionToken.Hash(token), "failing", failing));

        _fleet.Storage.Heal(car.Id);
        Assert.False(await car.Grain.KeepDriver("failing"));
        await car.Pass(5);
        Assert.Equal(3, (await car.Join(token)).Joined.Session!.Epoch);
    }

    [Fact]
    public async Task Join_WhoseDriverLeavesBeforeItIsDurable_IsRefused()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        await car.Join(token);
        _fleet.Storage.Stick(car.Id);
        var join = car.Grain.Join(SessionToken.Hash(token), "leaving", _fleet.Reference<IDriverLink>(new RecordedDriver()));
        await car.Sees(() => car.Controller.Stops.Any(s => s.Reason == StopReason.DriverReplaced));

        await car.Grain.Leave("leaving");
        _fleet.Storage.Heal(car.Id);

        Assert.Null((await join).Session);
        await car.Sees(() => car.Controller.Stops.Any(s => s.Reason == StopReason.DriverLost));
    }

    // ---- viewers, boards, signaling

    [Fact]
    public async Task Watch_AFifthViewer_ReplacesTheOldest()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        var viewers = new List<RecordedDriver>();
        for (var i = 0; i < 5; i++)
        {
            var (viewer, result) = await car.Watch(token, "v" + i);
            Assert.Equal((session.SessionId, car.CameraId), (result.SessionId, result.CameraDeviceId));
            viewers.Add(viewer);
        }

        await car.Sees(() => viewers[0].Ends.Any());
        Assert.Equal([EndReason.Replaced], viewers[0].Ends);
        Assert.All(viewers.Skip(1), v => Assert.Empty(v.Ends));
        await car.Grain.Unwatch("v1");
        var (again, _) = await car.Watch(token, "v4");
        await car.Grain.EndSession(session.SessionId, EndReason.Released);
        await car.Sees(() => viewers[2].Ends.Any() && viewers[3].Ends.Any() && again.Ends.Any());
        Assert.Empty(viewers[1].Ends);
        Assert.Null((await car.Watch(token, "late")).Result.SessionId);
    }

    [Fact]
    public async Task Attach_ANewerConnection_ReplacesTheOlder_WhichIsTold()
    {
        var car = await TestCar.Create(_fleet);
        await car.Granted();
        var (old, oldConnection) = (car.Controller, car.ControllerConnection);

        await car.ConnectController();

        await car.Sees(() => old.Closed.Any() && car.Controller.Sessions.Any());
        Assert.Equal([DeviceCloseReason.Replaced], old.Closed);
        Assert.False(await car.Grain.Report(car.ControllerId, oldConnection, new DeviceTelemetry(1, 1, -1, null, null, null, null, null)));
        await car.Grain.Detach(car.ControllerId, oldConnection);
        Assert.True(await car.Hear());
    }

    [Fact]
    public async Task Attach_AnewByAConnectionThatWasReplaced_DoesNotThrowOutTheNewerOne()
    {
        var car = await TestCar.Create(_fleet);
        var (old, oldConnection) = (car.Controller, car.ControllerConnection);
        await car.ConnectController();

        // What was under way on the old socket when the new one registered.
        var result = await car.Grain.Attach(TestCar.Attachment(car.ControllerId, DeviceRole.Control, oldConnection, 2), _fleet.Reference<IDeviceLink>(old));

        Assert.Equal((false, true), (result.Accepted, result.Replaced));
        Assert.True(await car.Hear());
        Assert.Empty(car.Controller.Closed);
    }

    [Fact]
    public async Task Resume_WithoutAStop_IsToldAgain_ForAControllerThatMissedIt()
    {
        var car = await TestCar.Create(_fleet);
        await car.Grain.Resume();
        await car.Sees(() => car.Controller.Told.OfType<ResumeNotice>().Any());
    }

    [Fact]
    public async Task Stop_CoversDrivesThatTheGrainHasNotSeen()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, connection) = await car.Join(token);
        await car.Grain.Stop(new StopRequest(StopReason.Driver, Latched: false, connection, AfterSeq: 77));
        await car.Sees(() => car.Controller.Stops.Any(s => s.Reason == StopReason.Driver));
        Assert.Equal(77u, car.Controller.Stops.Last(s => s.Reason == StopReason.Driver).AfterSeq);
    }

    [Fact]
    public async Task Attach_AnewOnTheSameConnection_ContinuesItsOrder_TheSameAgainOnlyRenews()
    {
        var car = await TestCar.Create(_fleet);
        await car.Granted();
        await car.Pass(2);
        var board = car.Controller;
        await car.Sees(() => board.Sessions.Any());
        var before = board.Sessions.Last().Order;

        await car.ConnectController(board, car.ControllerConnection, registration: 1);
        await car.ConnectController(board, car.ControllerConnection, registration: 2);
        await car.ConnectController(board, car.ControllerConnection, registration: 1);

        await car.Sees(() => board.Sessions.Any(n => n.Order >> 32 == 2));
        Assert.True(board.Sessions.Last().Order > before);
        Assert.Empty(board.Closed);
        await car.Pass(1);
        await car.Sees(() => board.Sessions.Last().Order >> 32 == 2);
        Assert.Equal(board.Sessions.Count(), board.Sessions.Select(n => n.Order).Distinct().Count());
    }

    [Fact]
    public async Task Attach_ABoardThatTheCarDoesNotHave_IsRefused()
    {
        var car = await TestCar.Create(_fleet, connected: false);
        var link = _fleet.Reference<IDeviceLink>(new RecordedBoard());

        var result = await car.Grain.Attach(TestCar.Attachment("stranger", DeviceRole.Control, "c", 1), link);

        Assert.False(result.Accepted);
        Assert.Equal(CarStatus.Offline, (await car.Grain.GetSummary()).Status);
    }

    [Fact]
    public async Task Attach_ABoardThatIsBoth_FillsBothPlaces_AndHearsEverythingOnce()
    {
        var car = new TestCar(_fleet, "car-both-" + shuffle);
        await _fleet.Grains.GetGrain<IDeviceGrain>(car.ControllerId).Provision(car.Id, DeviceRole.Car);
        await car.ConnectController();

        var summary = await car.Grain.GetSummary();
        Assert.Equal((true, true, CarStatus.Available), (summary.Camera, summary.Controller, summary.Status));
        var (session, token) = await car.Granted();
        Assert.Equal(car.ControllerId, (await car.Grain.GetCamera(SessionToken.Hash(token))).Camera!.DeviceId);
        await car.Grain.EndSession(session.SessionId, EndReason.Revoked);
        await car.Sees(() => car.Controller.Ended.Any() && car.Controller.Sessions.Any());
        Assert.Single(car.Controller.Ended);
        Assert.Single(car.Controller.Sessions);
    }

    [Fact]
    public async Task Signal_OnlyBetweenTheHolderAndConnectedBoards()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        var (_, _, old) = await car.Join(token);
        var (driver, _, connection) = await car.Join(token);
        var (offer, answer) = (new SignalMessage("{\"type\":\"offer\"}"), new SignalMessage("{\"type\":\"answer\"}"));

        Assert.True(await car.Grain.SignalDevice(connection, car.CameraId, offer));
        Assert.False(await car.Grain.SignalDevice(old, car.CameraId, offer));
        Assert.False(await car.Grain.SignalDevice(connection, "stranger", offer));
        Assert.True(await car.Grain.SignalDriver(car.ControllerId, car.ControllerConnection, session.SessionId, answer));
        Assert.False(await car.Grain.SignalDriver(car.ControllerId, "old connection", session.SessionId, answer));
        Assert.False(await car.Grain.SignalDriver(car.ControllerId, car.ControllerConnection, "old session", answer));

        await car.Sees(() => car.Camera.Told.Contains(offer) && driver.Signals.Any());
        Assert.Single(car.Camera.Told.OfType<SignalMessage>());
        Assert.Equal([answer], driver.Signals);
        Assert.DoesNotContain(offer, car.Controller.Told);
    }

    [Fact]
    public async Task Camera_AndDetails_AreWhatTheBoardsSaid()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();

        var camera = await car.Grain.GetCamera(SessionToken.Hash(token));
        Assert.Equal((session.SessionId, car.CameraId, "high"), (camera.SessionId, camera.Camera!.DeviceId, camera.Camera.Quality));
        Assert.Equal(new StreamCandidate("lan", "http://192.168.0.31:8080/stream"), Assert.Single(camera.Camera.Streams));
        await car.DropController();
        var details = await car.Grain.GetDetails();
        Assert.Equal(session.SessionId, details.Session!.SessionId);
        Assert.Equal([(car.ControllerId, false), (car.CameraId, true)], details.Devices.Select(d => (d.DeviceId, d.Online)));
        Assert.Equal(session.SessionId, (await car.Grain.GetSession(SessionToken.Hash(token)))!.SessionId);
    }

    [Fact]
    public async Task A_dead_observer_fails_nothing()
    {
        var car = await TestCar.Create(_fleet, connected: false);
        await car.Grain.Attach(
            TestCar.Attachment(car.ControllerId, DeviceRole.Control, "c", 1), _fleet.Reference<IDeviceLink>(new DeadBoard()));

        var (session, token) = await car.Granted();
        await car.Join(token);
        await car.Grain.Drive(TestCar.Drive(1, 1));

        Assert.True(await car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: false)));
        Assert.True(await car.Grain.EndSession(session.SessionId, EndReason.Revoked));
    }

    [Fact]
    public async Task SetVideo_ByTheDriver_ReachesTheCamera_AndOneThatComesLater_UntilTheSessionEnds()
    {
        var car = await TestCar.Create(_fleet);
        var (session, token) = await car.Granted();
        var (_, _, connection) = await car.Join(token);
        Assert.True(await car.Grain.SetVideo(connection, VideoQuality.Low));
        await car.Sees(() => car.Camera.Videos.LastOrDefault()?.Quality == VideoQuality.Low);

        await car.ConnectCamera();
        await car.Sees(() => car.Camera.Videos.LastOrDefault()?.Quality == VideoQuality.Low);

        await car.Grain.EndSession(session.SessionId, EndReason.Released);
        await car.ConnectCamera();
        await car.Granted();
        await car.Sees(() => car.Camera.Sessions.Any());
        Assert.Empty(car.Camera.Videos);
    }

    [Fact]
    public async Task SetVideo_ByWhoDoesNotDrive_IsRefused()
    {
        var car = await TestCar.Create(_fleet);
        var (_, token) = await car.Granted();
        var (_, _, first) = await car.Join(token);
        await car.Join(token);
        Assert.False(await car.Grain.SetVideo(first, VideoQuality.Low));
        Assert.Empty(car.Camera.Videos);
        Assert.Empty(car.Controller.Videos);
    }

    private sealed class DeadBoard : IDeviceLink
    {
        public Task Session(SessionNotice notice) => throw new IOException("dead");

        public Task Drive(DriveCommand command) => throw new IOException("dead");

        public Task Stop(StopNotice notice) => throw new IOException("dead");

        public Task Resume(ResumeNotice notice) => throw new IOException("dead");

        public Task Video(VideoNotice notice) => throw new IOException("dead");

        public Task SessionEnded(SessionEndedNotice notice) => throw new IOException("dead");

        public Task Signal(SignalMessage message) => throw new IOException("dead");

        public Task<string?> MintStreamToken(string sessionId) => Task.FromException<string?>(new InvalidOperationException("dead"));

        public Task Close(DeviceCloseReason reason) => throw new IOException("dead");
    }
}
