using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Tests.WebSockets;

public class RateLimitTests
{
    [Fact]
    public void Take_UpToTheBurst_Passes_ThenDrops()
    {
        var limit = new RateLimit(perSecond: 10, burst: 20);
        for (var i = 0; i < 20; i++) Assert.Equal(RateDecision.Pass, limit.Take(5000));
        Assert.Equal(RateDecision.Drop, limit.Take(5000));
    }

    [Fact]
    public void Take_AtTheRate_PassesForEver()
    {
        var limit = new RateLimit(perSecond: 10, burst: 20);
        for (var ms = 0; ms < 60_000; ms += 100) Assert.Equal(RateDecision.Pass, limit.Take(ms));
    }

    [Fact]
    public void Take_TenBurstsDroppedWithoutACalmSecond_Closes()
    {
        var limit = new RateLimit(perSecond: 10, burst: 20);
        var decisions = Enumerable.Range(0, 221).Select(_ => limit.Take(5000)).ToArray();
        Assert.Equal(200, decisions.Count(d => d == RateDecision.Drop));
        Assert.Equal(RateDecision.Close, decisions[^1]);
    }

    [Fact]
    public void Take_AfterACalmSecond_ForgivesWhatWasDropped()
    {
        var limit = new RateLimit(perSecond: 10, burst: 20);
        for (var i = 0; i < 220; i++) limit.Take(5000);
        for (var i = 0; i < 20; i++) limit.Take(7000);
        Assert.Equal(RateDecision.Drop, limit.Take(7000));
    }
}
