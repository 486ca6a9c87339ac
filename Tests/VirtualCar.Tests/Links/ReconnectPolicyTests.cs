using RcFleet.VirtualCar.Links;

namespace RcFleet.VirtualCar.Tests.Links;

public class ReconnectPolicyTests
{
    [Fact]
    public void Waits_grow_to_ten_seconds_and_never_fall_below_half_a_second()
    {
        var policy = new ReconnectPolicy();
        var longest = Enumerable.Range(0, 8).Select(_ => policy.After(LinkEnd.Lost, 0.999999).TotalSeconds).ToList();
        Assert.Equal([1, 2, 4, 8, 10, 10, 10, 10], longest.Select(seconds => Math.Round(seconds)));
        Assert.Equal(0.5, policy.After(LinkEnd.Lost, 0).TotalSeconds);
    }

    [Fact]
    public void A_registration_that_lasted_starts_over()
    {
        var policy = new ReconnectPolicy();
        for (var i = 0; i < 6; i++) policy.After(LinkEnd.Lost, 0.5);
        policy.Lasted(ReconnectPolicy.Lasting);
        Assert.True(policy.After(LinkEnd.Lost, 0.999).TotalSeconds <= 1);
    }

    [Fact]
    public void A_server_that_registers_and_closes_for_ever_is_not_hammered()
    {
        var policy = new ReconnectPolicy();
        for (var i = 0; i < 6; i++)
        {
            policy.Lasted(ReconnectPolicy.Lasting - TimeSpan.FromMilliseconds(1));
            policy.After(LinkEnd.Lost, 0.5);
        }

        Assert.True(policy.After(LinkEnd.Lost, 0.999).TotalSeconds > 9);
    }

    [Theory]
    [InlineData(LinkEnd.Unauthorized, 30, 33)]
    [InlineData(LinkEnd.Revoked, 30, 33)]
    [InlineData(LinkEnd.Replaced, 30, 33)]
    [InlineData(LinkEnd.Restarting, 0.1, 1)]
    public void The_reason_of_the_end_decides(LinkEnd end, double least, double most)
    {
        foreach (var jitter in new[] { 0, 0.5, 0.99 })
            Assert.InRange(new ReconnectPolicy().After(end, jitter).TotalSeconds, least, most);
    }
}
