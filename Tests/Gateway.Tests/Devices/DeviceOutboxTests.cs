using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RcFleet.Cars;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Metering;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Tests.Support;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.Devices;

public sealed class DeviceOutboxTests : IDisposable
{
    private const string Key = "AAAA";
    private readonly FakeTimeProvider _time = new();
    private readonly StalledSocket _socket = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayMetrics _metrics;
    private readonly MonotonicClock _clock;
    private readonly DeviceOutbox _outbox;

    public DeviceOutboxTests()
    {
        _metrics = new GatewayMetrics(_services.GetRequiredService<IMeterFactory>());
        _clock = new MonotonicClock(_time);
        _outbox = new DeviceOutbox(_socket, _clock, _metrics, new TrafficMeter(_metrics), maxCommandAgeMs: 150);
    }

    [Fact]
    public void Nothing_IsWritten_BeforeRegistered()
    {
        Session(1, 3);
        Drive(3, 1);
        Assert.Empty(_socket.Written);
        Open();
        Assert.Equal(["registered", "session", "drive"], Types());
    }

    [Fact]
    public void StalledSocket_KeepsOneDrive_TheLatest()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        for (uint seq = 2; seq <= 50; seq++) Drive(3, seq);
        _socket.Release();
        Assert.Equal([1, 50], Seqs());
    }

    [Fact]
    public void AResumeGivenUnderAnOlderEpoch_IsWrittenWithTheOneThatTheBoardHas()
    {
        OpenWithSession();
        _outbox.Stop(new StopNotice(2, 3, 0, StopReason.Operator, Latched: true));
        Session(4, 4);
        _outbox.Resume(new ResumeNotice(3, 3));
        Assert.Equal(4, JsonDocument.Parse(_socket.Written[^1]).RootElement.GetProperty("epoch").GetInt64());
        Assert.Equal("resume", Types()[^1]);
    }

    [Fact]
    public void AResume_IsSaidAgain_UnderTheNextEpoch_UnlessANewerStopIsInForce()
    {
        OpenWithSession();
        _outbox.Stop(new StopNotice(2, 3, 0, StopReason.Operator, Latched: true));
        _outbox.Resume(new ResumeNotice(3, 3));
        Session(4, 4);
        Assert.Equal(["session", "resume"], Types()[^2..]);
        Session(5, 4);
        Assert.Equal("session", Types()[^1]);
        _outbox.Stop(new StopNotice(6, 4, 0, StopReason.Operator, Latched: true));
        Session(7, 5);
        Assert.Equal(["stop", "session"], Types()[^2..]);
    }

    [Theory]
    [InlineData(150, true)]
    [InlineData(151, false)]
    public void DriveThatWaitedTooLong_IsNotWritten(int waitedMs, bool written)
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        Drive(3, 2);
        _time.Advance(TimeSpan.FromMilliseconds(waitedMs));
        _socket.Release();
        Assert.Equal(written ? [1, 2] : [1], Seqs());
    }

    [Fact]
    public void Stop_GoesAheadOfTheDriveThatWaits_AndVoidsIt()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        Drive(3, 2);
        _outbox.Stop(new StopNotice(2, 3, AfterSeq: 2, StopReason.Driver, Latched: false));
        _socket.Release();
        Assert.Equal(["registered", "session", "drive", "stop"], Types());
        Drive(3, 3);
        Assert.Equal([1, 3], Seqs());
    }

    [Fact]
    public void EndedSession_VoidsTheDriveThatWaits()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        Drive(3, 2);
        _outbox.SessionEnded(new SessionEndedNotice(2, "s", 3, EndReason.Revoked));
        _socket.Release();
        Assert.Equal(["registered", "session", "drive", "session-ended"], Types());
    }

    [Fact]
    public void Renewals_ThatWait_AreOne()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        for (var order = 2; order < 500; order++) Session(order, 3);
        _socket.Release();
        Assert.Equal(["registered", "session", "drive", "session"], Types());
        Assert.False(_socket.Aborted);
    }

    [Fact]
    public void BoardThatTakesNoNotice_IsCutOff()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        for (var i = 0; i < 65; i++) _outbox.Send("{\"type\":\"relay\"}"u8.ToArray());
        Assert.True(_socket.Aborted);
    }

    [Fact]
    public void WriteThatNobodyTakes_IsStuckAfterFiveSeconds()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        _time.Advance(TimeSpan.FromMilliseconds(5000));
        Assert.False(_outbox.IsStuck(_clock.NowMs));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_outbox.IsStuck(_clock.NowMs));
        _socket.Release();
        Assert.False(_outbox.IsStuck(_clock.NowMs));
    }

    [Fact]
    public void Close_WritesItsLastMessage_AndNothingAfterIt()
    {
        OpenWithSession();
        _outbox.Close(CloseCodes.Revoked, "revoked", ServerMessages.Error("revoked", "gone"));
        Drive(3, 1);
        Session(2, 3);
        Assert.Equal(["registered", "session", "error"], Types());
        Assert.Equal((WebSocketCloseStatus)4403, _socket.Closed);
    }

    [Fact]
    public void Close_DoesNotLoseAStopThatWaits()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        Drive(3, 2);
        _outbox.Send("{\"type\":\"relay\"}"u8.ToArray());
        _outbox.Stop(new StopNotice(2, 3, AfterSeq: 2, StopReason.Operator, Latched: true));
        _outbox.Close(CloseCodes.Revoked, "revoked");
        _socket.Release();
        Assert.Equal(["registered", "session", "drive", "stop"], Types());
        Assert.Equal((WebSocketCloseStatus)4403, _socket.Closed);
    }

    [Fact]
    public void StopsThatWait_AreOne_ButALatchedOneIsKept()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        for (var order = 2; order < 200; order++) _outbox.Stop(new StopNotice(order, 3, 1, StopReason.Driver, Latched: false));
        _outbox.Stop(new StopNotice(200, 3, 1, StopReason.Operator, Latched: true));
        _socket.Release();
        Assert.Equal(["registered", "session", "drive", "stop", "stop"], Types());
        Assert.False(_socket.Aborted);
    }

    [Fact]
    public void Close_OfAStalledConnection_IsAnAbortAfterTwoSeconds()
    {
        OpenWithSession();
        _socket.Stall();
        Drive(3, 1);
        _outbox.Close(CloseCodes.Replaced, "replaced");
        _time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(_socket.Aborted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_socket.Aborted);
    }

    [Fact]
    public void Drive_CarriesTheGatewaysStamp_LessItsAge()
    {
        OpenWithSession();
        _time.Advance(TimeSpan.FromSeconds(100));
        Session(2, 3);
        _outbox.Drive(new DriveCommand(3, 1, _clock.NowMs - 40, 0.5f, -1));
        var drive = JsonSerializer.Deserialize<JsonElement>(_socket.Written[^1]);
        Assert.Equal(unchecked((uint)(_clock.NowMs - 40)), drive.GetProperty("t").GetUInt32());
        Assert.Equal(0.5, drive.GetProperty("steering").GetDouble());
        Assert.Equal(-1, drive.GetProperty("throttle").GetDouble());
    }

    [Fact]
    public void AWayThatIsLost_StopsTheCarThatWasDrivenOverIt()
    {
        var way = OpenDirect();
        Drive(3, 1);
        DriveDirect(way, 2);
        _outbox.LostDirect(way);
        Assert.Equal("stop", Types()[^1]);
        DriveDirect(way, 3);
        Assert.Equal([1, 2], Seqs());
    }

    [Fact]
    public void AWayThatIsLost_DoesNotStopTheCar_WhoseDriverGoesThroughTheGrainAlready()
    {
        var way = OpenDirect();
        DriveDirect(way, 1);
        Drive(3, 2);
        _outbox.LostDirect(way);
        Drive(3, 3);
        DriveDirect(way, 4);
        Assert.Equal([1, 2, 3], Seqs());
        Assert.DoesNotContain("stop", Types());
    }

    [Fact]
    public void AWayThatIsLost_StopsTheCar_IfWhatCameThroughTheGrainWasRefused()
    {
        var way = OpenDirect();
        DriveDirect(way, 2);
        Drive(3, 1);
        Drive(2, 3);
        _outbox.LostDirect(way);
        Assert.Equal("stop", Types()[^1]);
    }

    [Fact]
    public void AWayThatIsLost_DoesNotStopTheCar_WhoseDriverHasAnotherOne()
    {
        var way = OpenDirect();
        DriveDirect(way, 1);
        var next = _outbox.OpenDirect(Claim(), "near", "far");
        _outbox.LostDirect(way);
        DriveDirect(next, 2);
        Assert.Equal([1, 2], Seqs());
        Assert.DoesNotContain("stop", Types());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AStopThatTakesTheCar_VoidsTheCommandThatCamePastTheGrain_AndWaits(bool fromTheGrain)
    {
        var way = OpenDirect();
        _socket.Stall();
        DriveDirect(way, 1);
        DriveDirect(way, 2);
        if (fromTheGrain) _outbox.Stop(new StopNotice(2, 3, 0, StopReason.DriverReplaced, Latched: false));
        else _outbox.LostDirect(way);
        _socket.Release();
        Assert.Equal("stop", Types()[^1]);
        Assert.Equal([1], Seqs());
    }

    [Fact]
    public void ALateStop_OfAnEpochBefore_VoidsNothingOfThisOne()
    {
        OpenWithSession();
        Session(3, 4);
        _socket.Stall();
        Drive(4, 1);
        Drive(4, 2);
        _outbox.Stop(new StopNotice(2, 3, 0, StopReason.DriverLost, Latched: false));
        _socket.Release();
        Assert.Equal([1, 2], Seqs());
    }

    [Fact]
    public async Task NoCommand_FollowsTheStopThatTookItsWay()
    {
        Open();
        var order = 0L;
        for (var epoch = 1L; epoch <= 3000; epoch++)
        {
            _outbox.Session(new SessionNotice(++order, "s", epoch, 60_000, 3000, 1, false, "driver", Key, 30_000));
            var way = _outbox.OpenDirect(Claim(epoch), "near", "far");
            var stop = new StopNotice(++order, epoch, 0, StopReason.DriverReplaced, Latched: false);
            using var together = new Barrier(2);
            var driving = Task.Run(() =>
            {
                together.SignalAndWait();
                _outbox.DriveDirect(way, new DriveCommand(epoch, 1, _clock.NowMs, 0, 1));
            });
            together.SignalAndWait();
            _outbox.Stop(stop);
            await driving;
            Assert.Equal("stop", Types(last: 1).Single());
        }
    }

    [Fact]
    public void TheEndOfASession_IsNotOvertakenByARenewalOfIt()
    {
        OpenDirect();
        _time.Advance(TimeSpan.FromMilliseconds(900));
        using var listener = new MeterListener();
        listener.InstrumentPublished = (found, l) =>
        {
            if (found.Name == "rcfleet.lease.renewed_here" && found.Meter.Scope == _services.GetRequiredService<IMeterFactory>()) l.EnableMeasurementEvents(found);
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => _outbox.SessionEnded(new SessionEndedNotice(2, "s", 3, EndReason.Expired)));
        listener.Start();
        _outbox.RenewDirect();
        Assert.Equal("session-ended", Types()[^1]);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    private void Open() => _outbox.Open("{\"type\":\"registered\"}"u8.ToArray(), stopped: false);

    private void OpenWithSession()
    {
        Open();
        Session(1, 3);
    }

    private void Session(long order, long epoch) => _outbox.Session(new SessionNotice(order, "s", epoch, 60_000, 3000, 1, false));

    private void Drive(long epoch, uint seq) => _outbox.Drive(new DriveCommand(epoch, seq, _clock.NowMs, 0, 0));

    private void DriveDirect(int way, uint seq) => _outbox.DriveDirect(way, new DriveCommand(3, seq, _clock.NowMs, 0, 0));

    // A way past the grain, under epoch 3.
    private int OpenDirect()
    {
        Open();
        _outbox.Session(new SessionNotice(1, "s", 3, 60_000, 3000, 1, false, "driver", Key, 30_000));
        var way = _outbox.OpenDirect(Claim(), "near", "far");
        Assert.NotEqual(0, way);
        return way;
    }

    private static DirectClaim Claim(long epoch = 3) => DirectClaim.Of(new DriveGrant("car-1", "ctl", epoch, "driver", 30_000, "far", null, Key), "near");

    private string[] Types(int? last = null) => [.. _socket.Written.TakeLast(last ?? int.MaxValue).Select(w => JsonSerializer.Deserialize<JsonElement>(w).GetProperty("type").GetString()!)];

    private long[] Seqs() => [.. _socket.Written.Select(w => JsonSerializer.Deserialize<JsonElement>(w)).Where(w => w.GetProperty("type").GetString() == "drive").Select(w => w.GetProperty("seq").GetInt64())];
}
