namespace RcFleet.Cars;

public sealed class DriveFenceTests
{
    private readonly DriveFence _fence = new();
    private readonly Lease _lease = Lease.Restore(new LeaseRecord { Epoch = 6 }, new LeaseOptions(), 0);

    public DriveFenceTests()
    {
        _lease.SetOnline(0, true);
        _lease.Grant(0, "s", "t", null, 60_000);
        _lease.Join(0, "driver");
    }

    [Theory]
    [InlineData(7, 1, 0.5f, -1f, DriveRefusal.None)]
    [InlineData(7, 0, 0f, 0f, DriveRefusal.Malformed)]
    [InlineData(7, 1, 1.01f, 0f, DriveRefusal.Malformed)]
    [InlineData(7, 1, float.NaN, 0f, DriveRefusal.Malformed)]
    [InlineData(7, 1, 0f, float.NegativeInfinity, DriveRefusal.Malformed)]
    [InlineData(6, 1, 0f, 0f, DriveRefusal.StaleEpoch)]
    [InlineData(8, 1, 0f, 0f, DriveRefusal.UnknownEpoch)]
    internal void Judge_WhileItIsDriven(long epoch, uint seq, float steering, float throttle, DriveRefusal expected) =>
        Assert.Equal(expected, Judge(epoch, seq, steering, throttle));

    [Fact]
    public void Judge_WhatIsNotNewer_IsSuperseded_ButOnlyWithinAnEpoch()
    {
        _fence.Passed(7, 5);
        _fence.Passed(7, 3);
        Assert.Equal((DriveRefusal.Superseded, DriveRefusal.None), (Judge(7, 5), Judge(7, 6)));
        Assert.Equal((5u, 0u), (_fence.SeqOf(7), _fence.SeqOf(8)));

        _lease.Join(0, "another");
        Assert.Equal(DriveRefusal.None, Judge(8, 1));
        _fence.Passed(8, 1);
        Assert.Equal((0u, 1u), (_fence.SeqOf(7), _fence.SeqOf(8)));
    }

    [Fact]
    public void Judge_WhatTheLeaseOrTheLinksForbid()
    {
        Assert.Equal(DriveRefusal.NotDurable, Judge(7, 1, durable: false));
        Assert.Equal(DriveRefusal.NoController, Judge(7, 1, controller: false));
        _lease.SetStopped(0, true);
        Assert.Equal(DriveRefusal.Stopped, Judge(7, 1));
        _lease.Leave(0, "driver");
        Assert.Equal(DriveRefusal.NotDriving, Judge(7, 1));
        _lease.End(0);
        Assert.Equal(DriveRefusal.NoSession, Judge(7, 1));
    }

    private DriveRefusal Judge(long epoch, uint seq, float steering = 0, float throttle = 0, bool durable = true, bool controller = true) =>
        _fence.Judge(new DriveCommand(epoch, seq, 0, steering, throttle), _lease, durable, controller);
}
