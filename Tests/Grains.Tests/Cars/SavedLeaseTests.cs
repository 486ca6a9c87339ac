namespace RcFleet.Cars;

public sealed class SavedLeaseTests
{
    private static readonly LeaseRecord Old = new() { Epoch = 3 };

    [Fact]
    public void Publishable_IsNoEpochThatACrashCouldTakeBack()
    {
        var lease = Lease.Restore(Old, new LeaseOptions(), 0);
        var saved = new SavedLease(Old, 0);
        lease.SetOnline(0, true);
        lease.Grant(0, "s", "t", null, 60_000);
        Assert.Equal((4, 3), (lease.Epoch, saved.Publishable(lease)));
        saved.Written(lease.Record);
        Assert.Equal(4, saved.Publishable(lease));
    }

    [Fact]
    public void IsStale_FourAndAHalfSecondsAfterItWasTaken_IfItHasChanged()
    {
        var newer = Old with { Stopped = true };
        var saved = new SavedLease(Old, 1000);
        Assert.Equal((false, true), (saved.Differs(Old with { }), saved.Differs(newer)));
        Assert.Equal((false, true, false), (saved.IsStale(newer, 5499), saved.IsStale(newer, 5500), saved.IsStale(Old, 9000)));
        saved.Taken(5500);
        Assert.Equal((false, true), (saved.IsStale(newer, 9999), saved.IsStale(newer, 10_000)));
        saved.Written(newer);
        Assert.False(saved.IsStale(newer, 20_000));
    }
}
