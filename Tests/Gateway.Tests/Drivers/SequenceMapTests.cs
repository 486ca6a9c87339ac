using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Tests.Drivers;

public class SequenceMapTests
{
    private SequenceMap _map;

    [Fact]
    public void Sequences_OnlyGrow()
    {
        Assert.True(_map.TryTake(5));
        Assert.False(_map.TryTake(5));
        Assert.False(_map.TryTake(1));
        Assert.True(_map.TryTake(6));
        Assert.Equal(6u, _map.Last);
    }

    [Fact]
    public void AfterANewEpoch_ADriverThatBeginsAnew_IsCountedOn_OnceOnly()
    {
        _map.TryTake(500);
        _map.Rejoined();
        Assert.True(_map.TryTake(501));
        Assert.True(_map.TryTake(1));
        Assert.Equal(502u, _map.Last);
        Assert.True(_map.TryTake(2));
        Assert.Equal(503u, _map.Last);
        Assert.False(_map.TryTake(1));
        Assert.Equal(2u, _map.OfDriver(503));
        Assert.Null(_map.OfDriver(501));
    }

    [Fact]
    public void AfterANewEpoch_ADriverThatGoesOn_GoesOn()
    {
        _map.TryTake(500);
        _map.Rejoined();
        Assert.True(_map.TryTake(501));
        Assert.True(_map.TryTake(502));
        Assert.Equal(502u, _map.OfDriver(502));
    }

    [Fact]
    public void AtTheEndOfTheNumbers_NothingWraps()
    {
        _map.TryTake(uint.MaxValue);
        _map.Rejoined();
        Assert.False(_map.TryTake(1));
        Assert.Equal(uint.MaxValue, _map.Last);
    }
}
