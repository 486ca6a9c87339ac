using RcFleet.Cluster;

namespace RcFleet.Storage;

public sealed class RetryTimerTests
{
    private readonly RecordedTimer _timer = new();
    private readonly RetryTimer _retries;
    private bool _done;
    private int _attempts;

    public RetryTimerTests() => _retries = new RetryTimer(_timer.Start, Attempt);

    [Fact]
    public async Task Start_TriesEverMoreSeldom_UntilAllIsDone()
    {
        _retries.Start();
        _retries.Start();
        Assert.Equal((1, 1000), (_timer.Started, _timer.DueMs));
        var before = _timer.DueMs;
        for (var i = 0; i < 8; i++)
        {
            await _timer.Tick();
            Assert.InRange(_timer.DueMs, Math.Min(before, 8000), 16_000);
            before = _timer.DueMs;
        }

        _done = true;
        await _timer.Tick();
        Assert.Equal((9, false), (_attempts, _timer.Runs));
    }

    [Fact]
    public async Task Start_AfterAllWasDone_BeginsAnew_WithTheFirstWait()
    {
        _retries.Start();
        await _timer.Tick();
        _done = true;
        await _timer.Tick();
        _retries.Start();
        Assert.Equal((2, 1000), (_timer.Started, _timer.DueMs));
    }

    [Fact]
    public void End_IsForGood()
    {
        _retries.Start();
        _retries.End();
        _retries.Start();
        Assert.Equal((1, false), (_timer.Started, _timer.Runs));
    }

    private bool Attempt()
    {
        _attempts++;
        return _done;
    }
}
