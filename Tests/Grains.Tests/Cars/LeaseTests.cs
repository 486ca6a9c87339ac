namespace RcFleet.Cars;

public class LeaseTests
{
    private const long Minute = 60_000;
    private static readonly LeaseOptions Options = new();

    [Theory]
    [InlineData(false, false, true, false, null)]
    [InlineData(false, false, true, true, GrantOutcome.CarBusy)]
    [InlineData(false, false, false, true, GrantOutcome.CarOffline)]
    [InlineData(false, true, false, true, GrantOutcome.CarStopped)]
    [InlineData(true, true, false, true, GrantOutcome.CarDisabled)]
    internal void Refusal_WhenSeveralHold_IsTheFirst(bool disabled, bool stopped, bool online, bool live, GrantOutcome? expected)
    {
        var lease = Idle();
        if (live) lease.Grant(0, "s", "t", null, Minute);
        lease.SetDisabled(0, disabled);
        lease.SetStopped(0, stopped);
        lease.SetOnline(0, online);

        Assert.Equal(expected, lease.Refusal);
        Assert.Equal(expected ?? GrantOutcome.Granted, lease.Grant(0, "s2", "t2", null, Minute));
    }

    [Fact]
    public void Grant_Free_TakesAnEpochAndAwaitsItsDriver()
    {
        var lease = Lease.Restore(new LeaseRecord { Epoch = 7 }, Options, 0);
        lease.SetOnline(0, true);

        lease.Grant(0, "s", "t", "code", Minute);

        Assert.Equal((8, LeasePhase.AwaitingJoin), (lease.Epoch, lease.Phase));
        Assert.Equal(
            new SessionRecord { SessionId = "s", TokenHash = "t", Code = "code", GrantedMs = Minute, RemainingMs = Minute },
            lease.Session);
    }

    [Fact]
    public void Join_FirstOfAGrant_UsesItsEpoch_EveryLaterOneTakesANewOne()
    {
        var lease = Granted();

        Assert.Equal(new LeaseJoin(1, EpochTaken: false, Replaced: null), lease.Join(0, "a"));
        Assert.Equal(new LeaseJoin(2, EpochTaken: true, Replaced: "a"), lease.Join(0, "b"));
        lease.Leave(0, "b");
        Assert.Equal(new LeaseJoin(3, EpochTaken: true, Replaced: null), lease.Join(0, "b"));
    }

    [Fact]
    public void Join_AfterARestart_TakesANewEpoch_EvenIfNobodyHadJoined()
    {
        var lease = Lease.Restore(Granted().Record, Options, 0);

        Assert.Equal(LeasePhase.AwaitingJoin, lease.Phase);
        Assert.Equal(new LeaseJoin(2, EpochTaken: true, Replaced: null), lease.Join(0, "a"));
    }

    [Fact]
    public void Reissue_WhileDriven_ReplacesDriverAndToken_KeepsTheTime()
    {
        var lease = Granted();
        lease.Join(0, "a");

        Assert.Equal("a", lease.Reissue(10_000, "t2"));

        Assert.Equal((LeasePhase.Grace, null, 2), (lease.Phase, lease.Driver, lease.Epoch));
        Assert.Equal(Minute - 10_000, lease.Session!.RemainingMs);
        Assert.True(lease.IsHeldBy("t2"));
        Assert.False(lease.IsHeldBy("t"));
        Assert.Equal(new LeaseJoin(2, EpochTaken: false, Replaced: null), lease.Join(10_000, "b"));
    }

    [Fact]
    public void Reissue_BeforeAnyJoin_GivesNoNewTimeToJoin()
    {
        var lease = Granted();
        lease.Reissue(29_000, "t2");
        Assert.Null(lease.Due(29_999));
        Assert.Equal(EndReason.NeverJoined, lease.Due(30_000));
    }

    [Fact]
    public void Reissue_InGrace_GivesNoNewGrace()
    {
        var lease = Granted();
        lease.Join(0, "a");
        lease.Leave(1_000, "a");
        lease.Reissue(10_000, "t2");
        Assert.Equal(EndReason.DriverLost, lease.Due(11_000));
    }

    [Fact]
    public void Clock_RunsWhileDrivingAndInGrace_StandsWhileAwaited()
    {
        var lease = Granted();
        lease.Meter(5_000);
        Assert.Equal(Minute, lease.Session!.RemainingMs);

        lease.Join(5_000, "a");
        lease.Meter(8_000);
        Assert.Equal(Minute - 3_000, lease.Session.RemainingMs);

        lease.Leave(8_000, "a");
        lease.Meter(12_000);
        Assert.Equal(Minute - 7_000, lease.Session.RemainingMs);
    }

    [Theory]
    [InlineData("offline")]
    [InlineData("stopped")]
    public void Clock_StandsWhileTheCarCannotBeDriven(string why)
    {
        var lease = Granted();
        lease.Join(0, "a");
        Set(1_000, true);
        Assert.True(lease.Paused);
        Set(9_000, false);
        Assert.False(lease.Paused);
        lease.Meter(10_000);

        Assert.Equal(Minute - 2_000, lease.Session!.RemainingMs);

        void Set(long now, bool on)
        {
            if (why == "offline") lease.SetOnline(now, !on);
            else lease.SetStopped(now, on);
        }
    }

    [Fact]
    public void Due_ToTheMillisecond()
    {
        var lease = Granted();
        Assert.Null(lease.Due(29_999));
        Assert.Equal(1, lease.DueIn(29_999));
        Assert.Equal(EndReason.NeverJoined, lease.Due(30_000));

        lease.Join(30_000, "a");
        Assert.Equal(Minute, lease.DueIn(30_000));
        lease.Leave(31_000, "a");
        Assert.Null(lease.Due(40_999));
        Assert.Equal(EndReason.DriverLost, lease.Due(41_000));

        lease.Join(40_999, "a");
        Assert.Null(lease.Due(30_000 + Minute - 1));
        Assert.Equal(EndReason.Expired, lease.Due(30_000 + Minute));
    }

    [Fact]
    public void Due_NobodyCameBackAfterARestart_IsDriverLost()
    {
        var before = Granted();
        before.Join(0, "a");
        var lease = Lease.Restore(before.Record, Options, 0);

        Assert.Equal(EndReason.DriverLost, lease.Due(30_000));
    }

    [Fact]
    public void Leave_OfAConnectionThatDoesNotDrive_IsIgnored()
    {
        var lease = Granted();
        Assert.False(lease.Leave(0, "a"));
        lease.Join(0, "a");
        lease.Join(0, "b");

        Assert.False(lease.Leave(0, "a"));
        Assert.Equal("b", lease.Driver);
        Assert.True(lease.Leave(0, "b"));
        Assert.Null(lease.Driver);
    }

    [Fact]
    public void End_GivesBackWhatWasNotDriven_KeepsTheEpoch()
    {
        var lease = Granted();
        lease.Join(0, "a");

        Assert.Equal(new LeaseEnd("s", "code", Minute - 1_500), lease.End(1_500));

        Assert.Equal((1, LeasePhase.None, null, null), (lease.Epoch, lease.Phase, lease.Driver, lease.Session));
        Assert.Null(lease.End(1_500));
        Assert.False(lease.IsHeldBy("t"));
    }

    [Fact]
    public void TakeOver_WhileDriving_GoesOn_AndChargesNobodyForTheTimeInBetween()
    {
        var lease = Granted();
        lease.Join(1000, "a");
        var handover = lease.HandOver(3000);

        var next = Lease.TakeOver(lease.Record, handover, Options, 50_000);

        Assert.Equal((LeasePhase.Driving, "a", 1, false), (next.Phase, next.Driver, next.Epoch, next.Paused));
        next.Meter(51_000);
        Assert.Equal(Minute - 3000, next.Session!.RemainingMs);
        Assert.Equal(new LeaseJoin(2, EpochTaken: true, Replaced: "a"), next.Join(51_000, "b"));
    }

    [Fact]
    public void TakeOver_InGrace_EndsWhenTheGraceWouldHave()
    {
        var lease = Granted();
        lease.Join(0, "a");
        lease.Leave(1000, "a");

        var next = Lease.TakeOver(lease.Record, lease.HandOver(4000), Options, 100);

        Assert.Null(next.Due(100 + 6999));
        Assert.Equal(EndReason.DriverLost, next.Due(100 + 7000));
    }

    [Fact]
    public void TakeOver_BeforeTheFirstJoin_TheJoinUsesTheEpochOfTheGrant()
    {
        var lease = Granted();

        var next = Lease.TakeOver(lease.Record, lease.HandOver(0), Options, 0);

        Assert.Equal(new LeaseJoin(1, EpochTaken: false, Replaced: null), next.Join(0, "a"));
    }

    private static Lease Idle()
    {
        var lease = Lease.Restore(new LeaseRecord(), Options, 0);
        lease.SetOnline(0, true);
        return lease;
    }

    private static Lease Granted()
    {
        var lease = Idle();
        lease.Grant(0, "s", "t", "code", Minute);
        return lease;
    }
}
