namespace RcFleet.ScaleModel.Tests;

public class AssumptionTests
{
    [Fact]
    public void Every_option_changes_what_it_names_and_nothing_else()
    {
        foreach (var assumption in Assumption.All)
        {
            var value = assumption.Get(new Assumptions()) == assumption.Min ? assumption.Max : assumption.Min;
            var changed = assumption.Set(new Assumptions(), value);
            Assert.Equal(value, assumption.Get(changed));
            Assert.Equal(new Assumptions(), assumption.Set(changed, assumption.Get(new Assumptions())));
        }
    }

    [Fact]
    public void Every_default_lies_within_its_range() =>
        Assert.All(Assumption.All, a => Assert.InRange(a.Get(new Assumptions()), a.Min, a.Max));

    [Fact]
    public void Options_are_unique() => Assert.Equal(Assumption.All.Count, Assumption.All.Select(a => a.Option).Distinct().Count());

    [Theory]
    [InlineData("--vcpu-month", "-1", "--vcpu-month must be a number from 0 to 10000.")]
    [InlineData("--vcpu-month", "NaN", "--vcpu-month must be a number from 0 to 10000.")]
    [InlineData("--headroom", "100", "--headroom must be a number from 0 to 90.")]
    [InlineData("--relay", "80", "--relay and --direct together must be at most 100.")]
    [InlineData("--cars", "1", "'--cars' is not an option; --help lists them.")]
    public void A_wrong_option_is_refused_in_a_sentence(string option, string value, string sentence)
    {
        Assert.Null(Assumption.Replace(new Assumptions(), option, value, out var problem));
        Assert.Equal(sentence, problem);
    }
}
