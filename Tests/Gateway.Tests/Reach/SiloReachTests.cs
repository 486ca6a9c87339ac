using RcFleet.Gateway.Reach;

namespace RcFleet.Gateway.Tests.Reach;

public class SiloReachTests
{
    private readonly SiloReach _reach = new();

    [Fact]
    public void OneMissedBeat_IsNothing_TwoInARow_AreACut_AndOneAnswerEndsIt()
    {
        _reach.Watch();
        Assert.NotNull(_reach.Problem);
        Assert.False(_reach.IsCut);
        Assert.False(_reach.Answered());
        Assert.Null(_reach.Problem);

        Assert.False(_reach.Missed("late", 1000));
        Assert.True(_reach.IsDoubtful);
        Assert.False(_reach.IsCut);
        Assert.False(_reach.Answered());
        Assert.False(_reach.Missed("late", 3000));
        Assert.Null(_reach.Problem);
        Assert.True(_reach.Missed("dead", 4000));
        Assert.Equal((true, 500L), (_reach.IsCut, _reach.CutForMs(4500)));
        Assert.Contains("dead", _reach.Problem);
        Assert.False(_reach.Missed("dead", 5000));
        Assert.Equal(1500, _reach.CutForMs(5500));

        Assert.True(_reach.Answered());
        Assert.Equal((false, null, null), (_reach.IsCut, _reach.CutForMs(6000), _reach.Problem));
        Assert.False(_reach.Missed("late", 7000));
    }

    [Fact]
    public void WithoutBeats_ThereIsNothingToSay()
    {
        Assert.Equal((false, false, null), (_reach.IsWatched, _reach.IsCut, _reach.Problem));
    }
}
