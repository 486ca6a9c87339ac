using RcFleet.Cars;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Tests.Devices;

public class ControllerFenceTests
{
    private readonly ControllerFence _fence = new();

    [Fact]
    public void Admit_BeforeAnySession_IsOtherEpoch() => Assert.Equal(DriveRefusal.OtherEpoch, Drive(epoch: 0, seq: 1));

    [Fact]
    public void Admit_TheSessionsEpoch_Passes_AndNoOther()
    {
        Session(order: 1, epoch: 3);
        Assert.Equal(DriveRefusal.None, Drive(3, 1));
        Assert.Equal(DriveRefusal.OtherEpoch, Drive(2, 2));
        Assert.Equal(DriveRefusal.OtherEpoch, Drive(4, 2));
    }

    [Fact]
    public void Admit_ASequenceThatDoesNotGrow_IsOvertaken_AndStartsAnewInEachEpoch()
    {
        Session(1, 3);
        Assert.Equal(DriveRefusal.None, Drive(3, 10));
        Assert.Equal(DriveRefusal.Overtaken, Drive(3, 10));
        Assert.Equal(DriveRefusal.Overtaken, Drive(3, 9));
        Session(2, 4);
        Assert.Equal(DriveRefusal.None, Drive(4, 1));
    }

    [Fact]
    public void Session_WithALowerEpoch_IsRefused_HoweverNew()
    {
        Session(1, 5);
        Assert.False(Session(2, 4));
        Assert.Equal(DriveRefusal.None, Drive(5, 1));
    }

    [Fact]
    public void Session_ThatArrivesAfterItsEnd_DoesNotReviveIt()
    {
        Session(1, 3);
        Assert.True(_fence.SessionEnded(new SessionEndedNotice(3, "s", 3, EndReason.Revoked)));
        Assert.False(Session(2, 3));
        Assert.False(Session(4, 3));
        Assert.Equal(DriveRefusal.OtherEpoch, Drive(3, 1));
    }

    [Fact]
    public void SessionEnded_OfAnOlderEpoch_DoesNotDisturbANewerSession()
    {
        Session(5, 4);
        Assert.False(_fence.SessionEnded(new SessionEndedNotice(4, "s", 3, EndReason.Expired)));
        Assert.Equal(DriveRefusal.None, Drive(4, 1));
    }

    [Fact]
    public void Stop_VoidsWhatWasInFlight_AndLetsNewerPass()
    {
        Session(1, 3);
        Assert.True(_fence.Stop(new StopNotice(2, 3, AfterSeq: 7, StopReason.Driver, Latched: false)));
        Assert.Equal(DriveRefusal.VoidedByStop, Drive(3, 7));
        Assert.Equal(DriveRefusal.None, Drive(3, 8));
    }

    [Fact]
    public void Stop_ThatArrivesAfterANewerRenewal_StillStops()
    {
        Session(9, 3);
        Assert.True(_fence.Stop(new StopNotice(8, 3, AfterSeq: 0, StopReason.Operator, Latched: true)));
        Assert.Equal(DriveRefusal.Latched, Drive(3, 1));
    }

    [Fact]
    public void Resume_EndsALatch_ButNotANewerOne()
    {
        Session(1, 3);
        _fence.Stop(new StopNotice(6, 3, 0, StopReason.Operator, Latched: true));
        Assert.False(_fence.Resume(new ResumeNotice(5, 3)));
        Assert.Equal(DriveRefusal.Latched, Drive(3, 1));
        Assert.True(_fence.Resume(new ResumeNotice(7, 3)));
        Assert.Equal(DriveRefusal.None, Drive(3, 1));
    }

    [Fact]
    public void Stop_ThatArrivesAfterItsResume_DoesNotLatchAgain()
    {
        Session(1, 3);
        Assert.True(_fence.Resume(new ResumeNotice(7, 3)));
        Assert.False(_fence.Stop(new StopNotice(6, 3, 0, StopReason.Operator, Latched: true)));
        Assert.Equal(DriveRefusal.None, Drive(3, 1));
    }

    [Fact]
    public void Registered_WithALatchedStop_LatchesUntilResumed()
    {
        _fence.Registered(stopped: true);
        Session(1, 3);
        Assert.Equal(DriveRefusal.Latched, Drive(3, 1));
        _fence.Resume(new ResumeNotice(2, 3));
        Assert.Equal(DriveRefusal.None, Drive(3, 1));
    }

    [Fact]
    public void Registered_WithAStopThatWasResumedMeanwhile_StaysFree()
    {
        _fence.Resume(new ResumeNotice(2, 0));
        _fence.Registered(stopped: true);
        Session(3, 3);
        Assert.Equal(DriveRefusal.None, Drive(3, 1));
    }

    [Fact]
    public void Reattached_BringsAMissedStopAndAMissedResume()
    {
        Session(1, 3);
        Assert.IsType<StopNotice>(_fence.Reattached(stopped: true, registration: 2));
        Assert.Equal(DriveRefusal.Latched, Drive(3, 1));
        Assert.IsType<ResumeNotice>(_fence.Reattached(stopped: false, registration: 3));
        Assert.Equal(DriveRefusal.None, Drive(3, 1));
        Assert.Null(_fence.Reattached(stopped: false, registration: 4));
    }

    [Fact]
    public void Reattached_DoesNotUndoAStopThatCameUnderTheSameRegistration()
    {
        Session(1, 3);
        _fence.Stop(new StopNotice((2L << 32) | 1, 3, 0, StopReason.Operator, Latched: true));
        Assert.Null(_fence.Reattached(stopped: false, registration: 2));
        Assert.Equal(DriveRefusal.Latched, Drive(3, 1));
    }

    [Theory]
    [InlineData(3000, DriveRefusal.None)]
    [InlineData(3001, DriveRefusal.LeaseNotRenewed)]
    public void Admit_WithoutARenewalForTheTtl_IsRefused(long afterMs, object expected)
    {
        Session(1, 3);
        Assert.Equal((DriveRefusal)expected, _fence.Admit(new DriveCommand(3, 1, 0, 0, 0), 1000 + afterMs));
    }

    private bool Session(long order, long epoch) => _fence.Session(new SessionNotice(order, "s", epoch, 60_000, 3000, 1, false), 1000);

    private DriveRefusal Drive(long epoch, uint seq) => _fence.Admit(new DriveCommand(epoch, seq, 1000, 0, 0), 1000);
}
