using RcFleet.Cluster;
using RcFleet.Devices;

namespace RcFleet.Cars;

public sealed class DriverSeatTests
{
    private readonly DriverSeat _seat = new(silenceMs: 2000);
    private readonly RecordedDriver _driver = new();
    private readonly Lease _lease = Lease.Restore(new LeaseRecord(), new LeaseOptions(), 0);

    public DriverSeatTests()
    {
        _lease.SetOnline(0, true);
        _lease.Grant(0, "s", "t", null, 60_000);
        _lease.Join(0, "driver");
    }

    [Fact]
    public void LostIn_CountsFromTheGatewaysFirstWord_AndFromEachOne()
    {
        _seat.Take(_driver);
        Assert.Null(_seat.LostIn(now: 5000));
        _seat.Keep(now: 5000, goesDirect: false);
        Assert.Equal(2000, _seat.LostIn(now: 5000));
        _seat.Keep(now: 5500, goesDirect: false);
        Assert.Equal((1500, 500), (_seat.LostIn(now: 6000), _seat.KeptAgoMs(now: 6000)));
        _seat.Leave();
        Assert.Null(_seat.LostIn(now: 9000));
    }

    [Fact]
    public void WantsState_OnlyWhoGoesDirect_AndOnceASecond()
    {
        _seat.Take(_driver);
        _seat.Keep(now: 0, goesDirect: false);
        Assert.False(_seat.WantsState(now: 5000));
        _seat.Keep(now: 5000, goesDirect: true);
        Assert.True(_seat.WantsState(now: 5000));
        _seat.Tell(null, now: 5000);
        Assert.Equal((false, true), (_seat.WantsState(now: 5999), _seat.WantsState(now: 6000)));
        _seat.Take(_driver);
        Assert.False(_seat.WantsState(now: 9000));
    }

    [Fact]
    public void Grant_IsForWhoSitsHere_UnderAKeyOfTheirOwn()
    {
        Assert.Null(_seat.Grant("car-1", _lease, Controller));
        _seat.Take(_driver);
        var grant = _seat.Grant("car-1", _lease, Controller)!;
        Assert.Equal(("ctl", 1, "driver", DriverSeat.GrantTtlMs, "gw-1", _seat.Key), (grant.DeviceId, grant.Epoch, grant.Holder, grant.TtlMs, grant.Gateway, grant.Key));
        Assert.Null(_seat.Grant("car-1", _lease, Controller with { Gateway = null }));
        Assert.Null(_seat.Grant("car-1", _lease, null));

        _seat.Take(new RecordedDriver());
        Assert.NotEqual(grant.Key, _seat.Key);
        _seat.Leave();
        Assert.Null(_seat.Grant("car-1", _lease, Controller));
    }

    [Fact]
    public void Forget_WhoDrives_UntilSomebodyJoinsOrATokenIsGivenOutAnew()
    {
        _seat.Forget();
        Assert.True(_seat.Unknown);
        _seat.Take(_driver);
        Assert.False(_seat.Unknown);
        _seat.Forget();
        _seat.Reissue();
        Assert.False(_seat.Unknown);
        Assert.Equal([EndReason.Replaced], _driver.Ends);
    }

    [Fact]
    public void NextOrder_Grows_AlsoWhenTheNextDriverBeginsAnew()
    {
        _seat.Take(_driver);
        var first = _seat.NextOrder(epoch: 1);
        var second = _seat.NextOrder(epoch: 1);
        _seat.Take(_driver);
        Assert.True(first < second && second < _seat.NextOrder(epoch: 2));
    }

    [Fact]
    public void End_IsToldOnce_AndNobodyHearsAnythingAfterwards()
    {
        _seat.Take(_driver);
        _seat.End(EndReason.Expired);
        _seat.End(EndReason.Released);
        Assert.False(_seat.Signal(new SignalMessage("{}")));
        Assert.Equal([EndReason.Expired], _driver.Told);
    }

    private static DeviceAttachment Controller { get; } = new("ctl", DeviceRole.Control, "c", 1, [], [], null, null, null, "gw-1", "http://127.0.0.1:1");
}
