using RcFleet.Cars;
using RcFleet.Cluster;
using RcFleet.Fleet;
using RcFleet.Support;

namespace RcFleet.Devices;

public sealed class DeviceGrainTests : IAsyncLifetime
{
    private FleetCluster _fleet = null!;

    public async Task InitializeAsync() => _fleet = await FleetCluster.Start();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Provision_GivesAKeyThatAuthenticates_AlsoAfterARestart()
    {
        var made = await Device("d1").Provision("c1", DeviceRole.Control);

        Assert.Equal((ProvisionOutcome.Provisioned, "c1", DeviceRole.Control), (made.Outcome, made.CarId, made.Role));
        var ok = new AuthenticateResult(AuthenticateOutcome.Ok, "c1", DeviceRole.Control, 1);
        Assert.Equal(ok, await Authenticate("d1", made.Key!));
        await _fleet.Crash();
        Assert.Equal(ok, await Authenticate("d1", made.Key!));
        Assert.Equal(AuthenticateOutcome.Refused, (await Authenticate("d1", DeviceKey.Create())).Outcome);
        Assert.Equal(AuthenticateOutcome.Refused, (await Authenticate("nobody", made.Key!)).Outcome);
        Assert.DoesNotContain(made.Key!, made.ToString());
    }

    [Fact]
    public async Task Provision_ATakenDeviceOrRole_IsRefused()
    {
        await Device("d2").Provision("c2", DeviceRole.Control);

        Assert.Equal(ProvisionOutcome.DeviceExists, (await Device("d2").Provision("c3", DeviceRole.Camera)).Outcome);
        Assert.Equal(ProvisionOutcome.RoleTaken, (await Device("d3").Provision("c2", DeviceRole.Control)).Outcome);
        Assert.Equal(ProvisionOutcome.RoleTaken, (await Device("d3").Provision("c2", DeviceRole.Car)).Outcome);
        Assert.Equal(ProvisionOutcome.Provisioned, (await Device("d3").Provision("c2", DeviceRole.Camera)).Outcome);
    }

    [Fact]
    public async Task Rotate_KillsTheOldKey_AndClosesItsConnection_NoSessionIsLost()
    {
        var car = await TestCar.Create(_fleet);
        var (session, _) = await car.Granted();
        await _fleet.Grains.GetGrain<IDeviceGrain>("d4").Provision("c4", DeviceRole.Control);
        var old = (await Device(car.ControllerId).Rotate())!;

        var rotated = (await Device(car.ControllerId).Rotate())!;

        Assert.Equal(AuthenticateOutcome.Refused, (await Authenticate(car.ControllerId, old.Key!)).Outcome);
        Assert.Equal(3, (await Authenticate(car.ControllerId, rotated.Key!)).KeyGeneration);
        await car.Sees(() => car.Controller.Closed.Any() && car.Controller.Stops.Any());
        Assert.Equal([DeviceCloseReason.KeyRotated], car.Controller.Closed);
        Assert.False(await car.Hear());
        Assert.True((await car.ConnectController()).Accepted);
        Assert.NotNull(await car.Grain.FindSession(session.SessionId));
        Assert.Null(await Device("nobody").Rotate());
    }

    [Fact]
    public async Task Revoke_KillsTheKey_ClosesTheConnection_AndTheCarForgetsTheBoard()
    {
        var car = await TestCar.Create(_fleet);
        var key = (await Device(car.ControllerId).Rotate())!.Key!;
        await car.ConnectController();

        Assert.True(await Device(car.ControllerId).Revoke());

        await car.Sees(() => car.Controller.Closed.Any());
        Assert.Equal([DeviceCloseReason.Revoked], car.Controller.Closed);
        Assert.Equal(AuthenticateOutcome.Revoked, (await Authenticate(car.ControllerId, key)).Outcome);
        Assert.False((await car.ConnectController()).Accepted);
        Assert.False(await Device(car.ControllerId).Revoke());
        Assert.False(await Device("nobody").Revoke());

        var again = await Device(car.ControllerId).Provision(car.Id, DeviceRole.Control);
        Assert.Equal(ProvisionOutcome.Provisioned, again.Outcome);
        Assert.Equal(3, (await Authenticate(car.ControllerId, again.Key!)).KeyGeneration);
        Assert.Equal(AuthenticateOutcome.Refused, (await Authenticate(car.ControllerId, key)).Outcome);
    }

    [Fact]
    public async Task Revoke_TheLastBoard_EndsTheSessionAndRemovesTheCar_TheEpochIsNeverForgotten()
    {
        var car = await TestCar.Create(_fleet);
        var code = await car.Code();
        await car.Granted(code);
        await Device(car.CameraId).Revoke();
        Assert.Contains(await Listed(car), c => c.CarId == car.Id);
        Assert.Empty(car.Controller.Ended);

        await Device(car.ControllerId).Revoke();

        Assert.DoesNotContain(await Listed(car), c => c.CarId == car.Id);
        await Eventually.Value(() => car.Left(code), l => l is { AvailableMs: 600_000 });
        Assert.Equal(GrantOutcome.CarUnknown, (await car.Grant(code)).Outcome);
        await Device("new-" + car.ControllerId).Provision(car.Id, DeviceRole.Control);
        await car.Grain.Attach(
            TestCar.Attachment("new-" + car.ControllerId, DeviceRole.Control, "c", 1), _fleet.Reference<IDeviceLink>(new RecordedBoard()));
        Assert.Equal(2, (await car.Granted(code)).Session.Epoch);
    }

    [Fact]
    public async Task Revoke_CutShort_IsFinishedByRepeatingIt()
    {
        var car = await TestCar.Create(_fleet);
        _fleet.Storage.Fail(car.Id);
        await Assert.ThrowsAnyAsync<Exception>(() => Device(car.ControllerId).Revoke());
        await _fleet.Crash();
        _fleet.Storage.Heal(car.Id);
        Assert.True((await car.ConnectController()).Accepted);

        await Device(car.ControllerId).Revoke();

        Assert.False((await car.ConnectController()).Accepted);
    }

    [Fact]
    public async Task Provision_WhoseCarCannotWrite_TakesNoPlace()
    {
        _fleet.Storage.Fail("c5");
        await Assert.ThrowsAnyAsync<Exception>(() => Device("d5").Provision("c5", DeviceRole.Control));
        _fleet.Storage.Heal("c5");

        Assert.Equal(ProvisionOutcome.Provisioned, (await Device("d6").Provision("c5", DeviceRole.Control)).Outcome);
    }

    [Fact]
    public async Task Provision_AndRotate_WhoseWritesAnswerIsLost_GiveTheKeyAllTheSame()
    {
        _fleet.Storage.LoseAnswer("d7");
        var first = (await Device("d7").Provision("c7", DeviceRole.Control)).Key!;
        Assert.Equal(1, (await Authenticate("d7", first)).KeyGeneration);

        _fleet.Storage.LoseAnswer("d7");
        var second = (await Device("d7").Rotate())!.Key!;
        Assert.Equal(AuthenticateOutcome.Refused, (await Authenticate("d7", first)).Outcome);
        await _fleet.Crash();
        Assert.Equal(2, (await Authenticate("d7", second)).KeyGeneration);
        Assert.Equal(ProvisionOutcome.DeviceExists, (await Device("d7").Provision("c7", DeviceRole.Control)).Outcome);
    }

    [Fact]
    public async Task Provision_WhoseWriteFailed_CanBeRepeated()
    {
        _fleet.Storage.Fail("d8");
        await Assert.ThrowsAnyAsync<Exception>(() => Device("d8").Provision("c8", DeviceRole.Control));
        _fleet.Storage.Heal("d8");

        var made = await Device("d8").Provision("c8", DeviceRole.Control);

        Assert.Equal(1, (await Authenticate("d8", made.Key!)).KeyGeneration);
    }

    private IDeviceGrain Device(string deviceId) => _fleet.Grains.GetGrain<IDeviceGrain>(deviceId);

    private Task<AuthenticateResult> Authenticate(string deviceId, string key) => Device(deviceId).Authenticate(DeviceKey.Hash(key));

    private async Task<IEnumerable<CarSummary>> Listed(TestCar car) =>
        await _fleet.Grains.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(car.Id)).ListCars();
}
