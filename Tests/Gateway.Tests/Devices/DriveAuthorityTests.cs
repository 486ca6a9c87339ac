using System.Buffers.Text;
using RcFleet.Cars;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Peers;

namespace RcFleet.Gateway.Tests.Devices;

public class DriveAuthorityTests
{
    private const string Here = "gateway-b";
    private const string There = "gateway-a";
    private static readonly string Key = Base64Url.EncodeToString(new byte[32]);
    private static readonly string OtherKey = Base64Url.EncodeToString([.. Enumerable.Repeat((byte)1, 32)]);
    private readonly DriveAuthority _authority = new();

    [Fact]
    public void TheHolderOfTheEpoch_IsLetIn_ForAsLongAsTheGrantLasts()
    {
        Session(1);
        var way = Open();
        Assert.NotEqual(0, way);
        Assert.True(_authority.Allows(way, 31_000));
        Assert.False(_authority.Allows(way, 31_001));
    }

    [Theory]
    [InlineData(2, "h", false, There, Here)]
    [InlineData(4, "h", false, There, Here)]
    [InlineData(3, "other", false, There, Here)]
    [InlineData(3, "h", true, There, Here)]
    [InlineData(3, "h", false, "gateway-c", Here)]
    [InlineData(3, "h", false, There, "gateway-c")]
    public void AClaimOfAnotherEpochHolderKeyOrGateway_IsRefused(long epoch, string holder, bool otherKey, string from, string to)
    {
        Session(1);
        var grant = new DriveGrant("car", "ctl", epoch, holder, 30_000, to, null, otherKey ? OtherKey : Key);
        Assert.Equal(0, _authority.Open(DirectClaim.Of(grant, from), There, Here, 1000));
    }

    [Fact]
    public void AGrantWhoseTimeIsUp_IsRefused()
    {
        Session(1);
        Assert.Equal(0, Open(31_001));
    }

    [Theory]
    [InlineData(StopReason.DriverLost)]
    [InlineData(StopReason.DriverReplaced)]
    [InlineData(StopReason.Operator)]
    [InlineData(StopReason.SessionEnded)]
    public void AStopThatTakesTheCar_ClosesTheWay_UntilTheGrainSaysOtherwise(StopReason reason)
    {
        Session(1);
        var way = Open();
        _authority.Stop(new StopNotice(5, 3, 0, reason, false));
        Assert.False(_authority.Allows(way, 1000));
        Session(4);
        Assert.Equal(0, Open());
        Assert.Null(_authority.Renewal(2000));
        Session(6);
        Assert.NotEqual(0, Open());
    }

    [Fact]
    public void TheDriversOwnStop_LeavesTheWayOpen_ALatchedOneDoesNot()
    {
        Session(1);
        var way = Open();
        _authority.Stop(new StopNotice(2, 3, 0, StopReason.Driver, false));
        Assert.True(_authority.Allows(way, 1000));
        _authority.Stop(new StopNotice(3, 3, 0, StopReason.Driver, true));
        Assert.False(_authority.Allows(way, 1000));
    }

    [Fact]
    public void AnotherHolder_ClosesTheWay()
    {
        Session(1);
        var way = Open();
        Session(2, epoch: 4, holder: "other");
        Assert.False(_authority.Allows(way, 1000));
    }

    [Fact]
    public void TheEnd_ClosesTheWay_ForEver()
    {
        Session(1);
        var way = Open();
        _authority.SessionEnded(new SessionEndedNotice(2, "s", 3, EndReason.Revoked));
        Assert.False(_authority.Allows(way, 1000));
        Assert.Null(_authority.Renewal(2000));
    }

    [Fact]
    public void AGrainThatForgotTheHolder_NeitherClosesTheWayNorLengthensIt()
    {
        Session(1);
        var way = Open();
        _authority.Session(new SessionNotice(2, "s", 3, 60_000, 3000, 1, false, null, null, 30_000, HolderUnknown: true), 20_000);
        Assert.True(_authority.Allows(way, 31_000));
        Assert.False(_authority.Allows(way, 31_001));
    }

    [Fact]
    public void ANewerWay_ClosesTheOlder()
    {
        Session(1);
        var first = Open();
        var second = Open();
        Assert.False(_authority.Allows(first, 1000));
        Assert.True(_authority.Allows(second, 1000));
    }

    [Fact]
    public void Renewal_ComesWhileTheGrainIsSilent_CountsDown_AndEndsWithTheGrant()
    {
        Session(1, remainingMs: 60_000);
        Assert.Null(_authority.Renewal(2000));
        Open();
        Assert.Null(_authority.Renewal(1700));
        Assert.Equal(59_200, _authority.Renewal(1800)!.RemainingMs);
        Assert.Null(_authority.Renewal(2500));
        Assert.Equal(58_400, _authority.Renewal(2600)!.RemainingMs);
        Assert.NotNull(_authority.Renewal(31_000));
        Assert.Null(_authority.Renewal(32_000));
    }

    [Theory]
    [InlineData(false, 900)]
    [InlineData(true, 60_000)]
    public void Renewal_NeverOutlivesTheRental_NorRenewsAPausedOne(bool paused, long remainingMs)
    {
        _authority.Session(new SessionNotice(1, "s", 3, remainingMs, 3000, 1, paused, "h", Key, 30_000), 1000);
        Open();
        Assert.Null(_authority.Renewal(1900));
    }

    private void Session(long order, long epoch = 3, string holder = "h", long remainingMs = 600_000) =>
        _authority.Session(new SessionNotice(order, "s", epoch, remainingMs, 3000, 1, false, holder, Key, 30_000), 1000);

    private int Open(long now = 1000) =>
        _authority.Open(DirectClaim.Of(new DriveGrant("car", "ctl", 3, "h", 30_000, Here, null, Key), There), There, Here, now);
}
