using RcFleet.Cars;
using RcFleet.Cluster;
using RcFleet.Support;

namespace RcFleet.Fleet;

public sealed class FleetShardGrainTests : IAsyncLifetime
{
    private FleetCluster _fleet = null!;

    public async Task InitializeAsync() => _fleet = await FleetCluster.Start();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Status_IsReportedAtOnce()
    {
        var car = await TestCar.Create(_fleet, connected: false);
        await Shows(car, s => s is { Status: CarStatus.Offline, Camera: false, Controller: false, BatteryPercent: null });

        await car.Connect();
        await Shows(car, s => s is { Status: CarStatus.Available, Camera: true, Controller: true });
        var (session, _) = await car.Granted();
        await Shows(car, s => s.Status == CarStatus.Busy);
        await car.Grain.EndSession(session.SessionId, EndReason.Revoked);
        await Shows(car, s => s.Status == CarStatus.Available);
        await car.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));
        await Shows(car, s => s.Status == CarStatus.Stopped);
        await car.Grain.Disable();
        await Shows(car, s => s.Status == CarStatus.Disabled);
        await car.Grain.Enable();
        await car.Grain.Resume();
        await car.DropController();
        await Shows(car, s => s is { Status: CarStatus.Offline, Camera: true, Controller: false });
    }

    [Fact]
    public async Task Numbers_AreReportedEveryFiveSeconds()
    {
        var car = await TestCar.Create(_fleet);
        await Shows(car, s => s.Controller && s.Camera);
        await car.Hear(battery: 60);
        Assert.Equal(60, (await car.Grain.GetSummary()).BatteryPercent);
        Assert.Null((await Listed(car)).BatteryPercent);

        _fleet.Time.Advance(TimeSpan.FromSeconds(5));
        await car.Hear(battery: 59);

        await Shows(car, s => s is { BatteryPercent: 59, Rssi: -61 });
    }

    [Fact]
    public async Task Restart_ListsTheCarsAsOffline_UntilTheySaySomethingElse()
    {
        var (stopped, plain) = (await TestCar.Create(_fleet), await TestCar.Create(_fleet));
        await stopped.Grain.Stop(new StopRequest(StopReason.Operator, Latched: true));

        await _fleet.Crash();

        await Shows(stopped, s => s is { Status: CarStatus.Stopped, Camera: false, Controller: false });
        await Shows(plain, s => s is { Status: CarStatus.Offline, Camera: false, Controller: false });
        await plain.Connect();
        await Shows(plain, s => s is { Status: CarStatus.Available, Camera: true, Controller: true });
    }

    [Fact]
    public async Task BusyCar_IsAskedAgain_SoThatOneWhoseSiloDiedWakes()
    {
        var car = await TestCar.Create(_fleet, connected: false);
        var shard = _fleet.Grains.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(car.Id));
        await Shows(car, s => s.Status == CarStatus.Offline);

        // The last that was heard of it, before its silo died.
        await shard.Report(new CarSummary(car.Id, CarStatus.Busy, true, true, null, null, 0));
        await Shows(car, s => s.Status == CarStatus.Busy);
        _fleet.Time.Advance(TimeSpan.FromSeconds(30));

        await Shows(car, s => s.Status == CarStatus.Offline);
    }

    [Fact]
    public async Task Report_OfACarThatWasRemoved_IsForgotten()
    {
        var shard = _fleet.Grains.GetGrain<IFleetShardGrain>(FleetShards.KeyFor("gone"));

        await shard.Report(new CarSummary("gone", CarStatus.Available, true, true, null, null, 0));

        Assert.DoesNotContain(await shard.ListCars(), c => c.CarId == "gone");
    }

    [Fact]
    public void Keys_AreStable_AndSpread()
    {
        // Part of the stored data: FNV-1a of the id, modulo 16.
        Assert.Equal("12", FleetShards.KeyFor("a"));
        var used = Enumerable.Range(0, 1000).GroupBy(i => FleetShards.KeyFor("car-" + i)).Select(g => g.Count()).ToList();
        Assert.Equal(FleetShards.Count, used.Count);
        Assert.All(used, n => Assert.InRange(n, 30, 100));
        Assert.Equal(FleetShards.Count, FleetShards.Keys.Distinct().Count());
    }

    private async Task<CarSummary> Listed(TestCar car) =>
        (await _fleet.Grains.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(car.Id)).ListCars()).Single(c => c.CarId == car.Id);

    private Task<CarSummary> Shows(TestCar car, Func<CarSummary, bool> expected) =>
        Eventually.Value(() => Listed(car), expected);
}
