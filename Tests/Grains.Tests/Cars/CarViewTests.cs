using RcFleet.Cluster;
using RcFleet.Devices;

namespace RcFleet.Cars;

public sealed class CarViewTests
{
    private static readonly DeviceTelemetry Nothing = new(null, null, null, null, null, null, null, null);

    private readonly Lease _lease = Lease.Restore(new LeaseRecord(), new LeaseOptions(), 0);
    private readonly BoardSlots _boards = new();

    [Theory]
    [InlineData(false, false, false, false, CarStatus.Offline)]
    [InlineData(true, false, false, false, CarStatus.Available)]
    [InlineData(true, true, false, false, CarStatus.Busy)]
    [InlineData(false, true, false, false, CarStatus.Offline)]
    [InlineData(true, true, true, false, CarStatus.Stopped)]
    [InlineData(false, false, true, true, CarStatus.Disabled)]
    public void Status_WhenSeveralHold_IsWhatTheRenterMustKnowFirst(bool controller, bool live, bool stopped, bool disabled, CarStatus expected)
    {
        _lease.SetOnline(0, true);
        if (live) _lease.Grant(0, "s", "t", null, 60_000);
        _lease.SetStopped(0, stopped);
        _lease.SetDisabled(0, disabled);
        if (controller) Plug("ctl", DeviceRole.Control);
        Assert.Equal(expected, View.Summary().Status);
    }

    [Fact]
    public void Summary_TheControllersWordCounts_TheCamerasWhereItSaysNothing()
    {
        Plug("cam", DeviceRole.Camera).Hear(Nothing with { BatteryPercent = 10, Rssi = -40 }, 0);
        Plug("ctl", DeviceRole.Control).Hear(Nothing with { BatteryPercent = 80 }, 0);
        Assert.Equal(new CarSummary("car-1", CarStatus.Available, true, true, 80, -40, 0), View.Summary());
    }

    [Fact]
    public void State_AnAcknowledgementOfAnotherEpoch_AndWhatAControllerOutOfReachSaidOfItself_AreNotTold()
    {
        Plug("ctl", DeviceRole.Control).Hear(Nothing with { Epoch = 1, AckSeq = 9, AckAgeMs = 5, Armed = true, Neutral = false, SpeedMps = 2 }, 0);
        _lease.SetOnline(0, true);
        _lease.Grant(0, "s", "t", null, 60_000);
        var state = View.State(order: 42);
        Assert.Equal((42, 1, true, true, false, 9u, 2.0), (state.Order, state.Epoch, state.Online, state.Armed, state.Neutral, state.AckSeq, state.SpeedMps));

        _lease.SetOnline(0, false);
        state = View.State(order: 43);
        Assert.Equal((false, false, true, null), (state.Online, state.Armed, state.Paused, state.SpeedMps));

        _lease.Reissue(0, "t2");
        Assert.Equal((null, null), (View.State(order: 44).AckSeq, View.State(order: 44).AckAgeMs));
    }

    private CarView View => new("car-1", _lease, _boards);

    private BoardLink Plug(string deviceId, DeviceRole role)
    {
        _boards.Plug(new DeviceAttachment(deviceId, role, "c", 1, [], [], null, null, null), role, new RecordedBoard(), 0);
        return _boards.Find(deviceId)!;
    }
}
