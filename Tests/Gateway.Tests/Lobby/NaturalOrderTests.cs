using RcFleet.Gateway.Lobby;

namespace RcFleet.Gateway.Tests.Lobby;

public class NaturalOrderTests
{
    [Theory]
    [InlineData("car-2", "car-10")]
    [InlineData("car-9", "car-10")]
    [InlineData("car-2", "car-2a")]
    [InlineData("car", "car-1")]
    [InlineData("Alpha-2", "beta-1")]
    [InlineData("alpha-2", "Beta-1")]
    [InlineData("car-2.9", "car-2.10")]
    [InlineData("2-car", "10-car")]
    [InlineData("car-99999999999999999998", "car-99999999999999999999")]
    [InlineData("car-9", "car-99999999999999999999")]
    [InlineData("car-01", "car-1")]
    [InlineData("1", "a")]
    public void Compare_AsPeopleCount(string first, string second)
    {
        Assert.True(NaturalOrder.Instance.Compare(first, second) < 0);
        Assert.True(NaturalOrder.Instance.Compare(second, first) > 0);
        Assert.Equal(0, NaturalOrder.Instance.Compare(first, first));
    }
}
