using RcFleet.Cluster;

namespace RcFleet.Cars;

public sealed class BeatTimerTests
{
    private readonly RecordedTimer _timer = new();
    private readonly BeatTimer _beats;

    public BeatTimerTests() => _beats = new BeatTimer(TimeSpan.FromMilliseconds(500), _timer.Start, _ => Task.CompletedTask);

    [Theory]
    [InlineData(long.MaxValue, 500)]
    [InlineData(300, 300)]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    public void Expect_First_BeatsWhenItIsDue_AndAfterAPeriodAtTheLatest(long dueIn, double expected)
    {
        _beats.Expect(now: 1000, dueIn);
        Assert.Equal((true, expected), (_timer.Runs, _timer.DueMs));
    }

    [Fact]
    public void Expect_Sooner_BringsTheBeatForward_Later_NeverPutsItOff()
    {
        _beats.Expect(now: 1000, dueIn: 400);
        _beats.Expect(now: 1100, dueIn: 500);
        Assert.Equal(400, _timer.DueMs);
        _beats.Expect(now: 1200, dueIn: 200);
        Assert.Equal(400, _timer.DueMs);
        _beats.Expect(now: 1200, dueIn: 150);
        Assert.Equal((150, 1), (_timer.DueMs, _timer.Started));
    }

    [Fact]
    public void Beaten_TheNextIsAPeriodAway()
    {
        _beats.Expect(now: 1000, dueIn: 100);
        _beats.Beaten(now: 1100);
        _beats.Expect(now: 1100, dueIn: 499);
        Assert.Equal(499, _timer.DueMs);
    }

    [Fact]
    public void Stop_UntilSomethingIsExpectedAgain_End_ForGood()
    {
        _beats.Expect(now: 1000, dueIn: 100);
        _beats.Stop();
        Assert.False(_timer.Runs);
        _beats.Expect(now: 1050, dueIn: 300);
        Assert.Equal((true, 300), (_timer.Runs, _timer.DueMs));
        _beats.End();
        _beats.Expect(now: 1100, dueIn: 100);
        Assert.False(_timer.Runs);
    }
}
