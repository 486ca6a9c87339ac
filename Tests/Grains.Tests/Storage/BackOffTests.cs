namespace RcFleet.Storage;

public class BackOffTests
{
    [Fact]
    public void Waits_DoubleUpToTheLast_CutByAtMostAHalf_AndBeginAnewAfterAReset()
    {
        var (first, last) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(16));
        var backOff = new BackOff(first, last);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(first, backOff.Next());
            foreach (var whole in (double[])[2, 4, 8, 16, 16, 16]) Assert.InRange(backOff.Next().TotalSeconds, whole / 2, whole);
            backOff.Reset();
        }
    }

    [Fact]
    public void ManyWhoFailedTogether_DoNotComeBackTogether()
    {
        var waits = Enumerable.Range(0, 100).Select(_ =>
        {
            var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(16));
            backOff.Next();
            return Math.Round(backOff.Next().TotalSeconds, 1);
        });
        Assert.True(waits.Distinct().Count() > 5);
    }
}
