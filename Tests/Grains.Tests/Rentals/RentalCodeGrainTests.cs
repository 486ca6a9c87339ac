using RcFleet.Cluster;
using RcFleet.Fleet;

namespace RcFleet.Rentals;

public sealed class RentalCodeGrainTests : IAsyncLifetime
{
    private FleetCluster _fleet = null!;

    public async Task InitializeAsync() => _fleet = await FleetCluster.Start();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Create_MakesItOnce_AndTheFleetKnowsIt()
    {
        var code = await TestCar.Code(_fleet, 10, 3);

        Assert.False(await Code(code).Create(code, new RentalCodeTerms(1, 1, [])));

        Assert.Equal((1_800_000, 0, 3), await Left(code));
        Assert.Contains(code, await _fleet.Grains.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(code)).ListCodes());
        await _fleet.Crash();
        Assert.Equal((1_800_000, 0, 3), await Left(code));
        Assert.Contains(code, await _fleet.Grains.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(code)).ListCodes());
    }

    [Fact]
    public async Task Reserve_TakesOneUseAtMost_AndTheSameSessionOnlyOnce()
    {
        var code = await TestCar.Code(_fleet, 10, 2);

        Assert.Equal(new ReserveResult(ReserveOutcome.Reserved, 600_000), await Code(code).Reserve("car", "s1"));
        Assert.Equal(new ReserveResult(ReserveOutcome.Reserved, 600_000), await Code(code).Reserve("car", "s1"));

        Assert.Equal((600_000, 600_000, 2), await Left(code));
    }

    [Fact]
    public async Task Reserve_TheRest_IsWhatThereIs()
    {
        var code = await TestCar.Code(_fleet);
        await Code(code).Reserve("car", "s1");
        await Code(code).Settle("s1", 123);

        Assert.Equal(new ReserveResult(ReserveOutcome.Reserved, 123), await Code(code).Reserve("car", "s2"));
    }

    [Fact]
    public async Task Settle_GivesBackNoMoreThanWasTaken_AndOnlyOnce()
    {
        var code = await TestCar.Code(_fleet, 10, 2);
        await Code(code).Reserve("car", "s1");

        await Code(code).Settle("s1", long.MaxValue);
        await Code(code).Settle("s1", 600_000);
        await Code(code).Settle("unknown", 600_000);
        Assert.Equal((1_200_000, 0, 2), await Left(code));

        await Code(code).Reserve("car", "s2");
        await Code(code).Settle("s2", -1);
        Assert.Equal((600_000, 0, 2), await Left(code));
    }

    [Fact]
    public async Task Reserve_Refusals()
    {
        Assert.Equal(ReserveOutcome.Invalid, (await Code("1111-1111-1111").Reserve("car", "s")).Outcome);
        Assert.Null(await Code("1111-1111-1111").Get());
        var code = await TestCar.Code(_fleet, 1, 1, "this", "that");
        Assert.Equal(ReserveOutcome.OtherCar, (await Code(code).Reserve("other", "s")).Outcome);
        Assert.Equal(ReserveOutcome.Reserved, (await Code(code).Reserve("that", "s")).Outcome);
        await Code(code).Settle("s", 0);
        Assert.Equal(ReserveOutcome.UsedUp, (await Code(code).Reserve("that", "s2")).Outcome);
    }

    [Fact]
    public async Task Reserve_WhoseWriteFails_TakesNothing()
    {
        var code = await TestCar.Code(_fleet);
        _fleet.Storage.Fail(RentalCodes.GrainKey(code));
        await Assert.ThrowsAnyAsync<Exception>(() => Code(code).Reserve("car", "s1"));
        Assert.Equal((600_000, 0, 1), await Left(code));
        _fleet.Storage.Heal(RentalCodes.GrainKey(code));

        Assert.Equal(ReserveOutcome.Reserved, (await Code(code).Reserve("car", "s1")).Outcome);
    }

    private IRentalCodeGrain Code(string code) => _fleet.Grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code));

    private async Task<(long Available, long Reserved, int Uses)> Left(string code)
    {
        var info = (await Code(code).Get())!;
        return (info.AvailableMs, info.ReservedMs, info.Terms.Uses);
    }
}
