using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Tests.Drivers;

public class SequenceMapTests
{
    private SequenceMap _map;

    [Fact]
    public void Sequences_OnlyGrow()
    {
        Assert.True(_map.TryTake(5, joins: 1));
        Assert.False(_map.TryTake(5, joins: 1));
        Assert.False(_map.TryTake(4, joins: 1));
        Assert.True(_map.TryTake(6, joins: 1));
        Assert.Equal(6u, _map.Last);
    }

    [Fact]
    public void WhoBeginsAnew_IsCountedOn_OnceForEachJoin()
    {
        Assert.True(_map.TryTake(500, joins: 1));
        Assert.True(_map.TryTake(1, joins: 1));
        Assert.Equal(501u, _map.Last);
        Assert.True(_map.TryTake(2, joins: 1));
        Assert.Equal(502u, _map.Last);
        Assert.False(_map.TryTake(1, joins: 1));
        Assert.Equal(2u, _map.OfDriver(502));
        Assert.Null(_map.OfDriver(500));

        Assert.True(_map.TryTake(1, joins: 2));
        Assert.Equal(503u, _map.Last);
        Assert.Null(_map.OfDriver(502));
        Assert.False(_map.TryTake(1, joins: 2));
    }

    [Fact]
    public void TwoJoins_BeforeTheDriverHasReadTheFirst_LetItBeginAnewTwice()
    {
        _map.TryTake(500, joins: 3);
        Assert.True(_map.TryTake(1, joins: 3));
        Assert.True(_map.TryTake(200, joins: 3));
        Assert.True(_map.TryTake(1, joins: 3));
        Assert.Equal(701u, _map.Last);
    }

    [Fact]
    public void BeforeAndAfterItHasRead_TheSameNumbers_AreTakenAgain()
    {
        foreach (var seq in (uint[])[1, 2, 3, 1, 2, 3]) Assert.True(_map.TryTake(seq, joins: 1));
        Assert.Equal(6u, _map.Last);
    }

    [Fact]
    public void TheFirstOfANewCount_MayBeMissing()
    {
        _map.TryTake(500, joins: 1);
        Assert.True(_map.TryTake(4, joins: 1));
        Assert.Equal(504u, _map.Last);
    }

    [Fact]
    public void AfterANewEpoch_ADriverThatGoesOn_GoesOn()
    {
        _map.TryTake(500, joins: 1);
        Assert.True(_map.TryTake(501, joins: 2));
        Assert.True(_map.TryTake(502, joins: 2));
        Assert.Equal(502u, _map.OfDriver(502));
    }

    [Fact]
    public void AtTheEndOfTheNumbers_NothingWraps()
    {
        _map.TryTake(uint.MaxValue, joins: 1);
        Assert.False(_map.TryTake(1, joins: 1));
        Assert.Equal(uint.MaxValue, _map.Last);
    }

    [Fact]
    public void ANewCount_EndsWithTheNumbers_Too()
    {
        _map.TryTake(500, joins: 1);
        _map.TryTake(1, joins: 1);
        Assert.False(_map.TryTake(uint.MaxValue - 499, joins: 1));
        Assert.True(_map.TryTake(uint.MaxValue - 500, joins: 1));
        Assert.Equal(uint.MaxValue, _map.Last);
    }
}
