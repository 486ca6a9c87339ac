using RcFleet.Cars;
using RcFleet.Devices;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Tests.Drivers;

public class CarSeenTests
{
    private static readonly DeviceTelemetry Report = new(null, 70, -50, 3, 9, 4, true, false);
    private readonly CarSeen _seen = new();

    [Fact]
    public void Report_BeforeTheGrainHasSpoken_ShowsNothing()
    {
        Assert.Null(_seen.Report(Report, 0));
        Assert.Null(_seen.Past("s"));
    }

    [Fact]
    public void Reports_CountTheClockOn_UntilTheGrainSpeaksAgain()
    {
        _seen.Say(Said(1, 60_000), 1000);
        Assert.Null(_seen.Past("s"));

        Assert.Equal(59_800, _seen.Report(Report, 1200)!.RemainingMs);
        Assert.Equal(59_600, _seen.Report(Report, 1400)!.RemainingMs);
        Assert.Equal(new PastDrive("s", 3, 59_600), _seen.Past("s"));

        _seen.Say(Said(2, 59_500), 1500);
        Assert.Null(_seen.Past("s"));
        Assert.Equal(59_400, _seen.Report(Report, 1600)!.RemainingMs);
    }

    [Fact]
    public void ASilentController_StopsTheClockAfterASecond_AndTheTimeAfterItsLastWordIsNobodys()
    {
        _seen.Say(Said(1, 60_000), 0);
        _seen.Report(Report, 200);
        Assert.Equal(58_800, _seen.Report(Report, 9000)!.RemainingMs);

        Assert.Equal(58_800, _seen.Past("s")!.RemainingMs);
    }

    [Fact]
    public void WhileTheClockStands_NothingIsCounted()
    {
        _seen.Say(Said(1, 60_000) with { Paused = true, Stopped = true }, 0);

        Assert.Equal(60_000, _seen.Report(Report, 500)!.RemainingMs);
        Assert.Null(_seen.Past("s"));
    }

    [Fact]
    public void ClockOfARentalThatIsOver_StandsAtZero()
    {
        _seen.Say(Said(1, 300), 0);
        _seen.Report(Report, 400);
        Assert.Equal(0, _seen.Past("s")!.RemainingMs);
    }

    [Fact]
    public void AWordOfTheGrainThatWasOvertaken_ChangesNothing()
    {
        Assert.True(_seen.Say(Said(2, 60_000) with { Stopped = true }, 0));
        Assert.False(_seen.Say(Said(1, 70_000), 10));

        Assert.True(_seen.Report(Report, 100) is { Stopped: true, RemainingMs: 59_900 });
    }

    [Fact]
    public void AReport_SaysWhatItHas_AndOfItsOwnEpochOnly()
    {
        _seen.Say(Said(1, 60_000), 0);
        var shown = _seen.Report(Report, 100)!;
        Assert.Equal((true, true, false, 9u, 4, 70, -50), (shown.Online, shown.Armed, shown.Neutral, shown.AckSeq, shown.AckAgeMs, shown.BatteryPercent, shown.Rssi));

        Assert.Null(_seen.Report(Report with { Epoch = 2 }, 200)!.AckSeq);
        Assert.Equal(90, _seen.Report(new DeviceTelemetry(null, null, null, null, null, null, null, null), 300)!.BatteryPercent);
    }

    [Fact]
    public void TheSpeed_IsTheReportsOwn_OrNone()
    {
        _seen.Say(Said(1, 60_000) with { SpeedMps = 2 }, 0);
        Assert.Equal(1.4, _seen.Report(Report with { SpeedMps = 1.4 }, 100)!.SpeedMps);
        Assert.Null(_seen.Report(Report, 200)!.SpeedMps);
    }

    private static DriverState Said(long order, long remainingMs) =>
        new((3L << 32) | order, 3, Online: true, Armed: true, Neutral: false, Stopped: false, 1, 1, 90, -60, remainingMs, Paused: false);
}
