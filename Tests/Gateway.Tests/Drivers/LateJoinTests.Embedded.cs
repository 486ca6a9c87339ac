using RcFleet.Cars;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Drivers;

/// <summary>Joins and their answers that are late or lost on the way between a gateway and the car's grain.</summary>
[Collection(Timed.Name)]
public class LateJoinTests
{
    private const string Car = "car-1";

    [Fact]
    public async Task AJoinThatWasLongOnItsWay_DoesNotTakeTheCarFromWhoJoinedMeanwhile_ButANewOneDoes()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        fleet.Near.Grains.HoldCalls(nameof(ICarGrain.JoinAfter));
        await using var late = await fleet.Near.Socket("/ws/drive");
        await late.Send(new { type = "join", token = rental.Token });
        await Eventually.True(() => fleet.Near.Grains.Calls(nameof(ICarGrain.JoinAfter)) > 0, () => "no join");

        await using var driver = await fleet.Far.Join(rental.Token);
        fleet.Near.Grains.Release(nameof(ICarGrain.JoinAfter));
        Assert.Equal(1012, await late.Closed());
        using var drive = new PeriodicDrive(driver);
        await control.Next("drive");
        Assert.DoesNotContain(control.Texts, t => t.GetProperty("type").GetString() == "stop");

        await using var newest = await fleet.Near.Join(rental.Token);
        Assert.Equal(4409, await driver.Closed());
    }

    [Fact]
    public async Task WhoWasReplaced_WhileItsGatewayHeardNothing_IsToldSo_AndDoesNotComeBack()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var first = await fleet.Near.Join(rental.Token);

        fleet.Near.Grains.Cut = true;
        await using var second = await fleet.Far.Join(rental.Token);
        fleet.Near.Grains.Cut = false;
        Assert.Equal("replaced", (await first.Next("ended")).GetProperty("reason").GetString());
        Assert.Equal(4409, await first.Closed());
    }

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task ANewEpoch_WhoseAnswerWasLost_IsAskedForAgain(string route)
    {
        await using var fleet = await TwoGateways.StartAsync(route);
        await using var trip = await fleet.Drive(Car);
        await trip.Control.Next("drive");

        fleet.Near.Grains.LoseAnswer(nameof(ICarGrain.Rejoin));
        await fleet.Engine.DeactivateAsync(fleet.Engine.GetGrain<ICarGrain>(Car));
        var epoch = (await trip.Driver.Next("joined")).GetProperty("epoch").GetInt64();
        await trip.Control.Next("drive", d => d.GetProperty("epoch").GetInt64() == epoch);
        Assert.Equal(trip.Rental.Epoch + 2, epoch);
    }

    [Fact]
    public async Task ADriverWhoseSocketIsGone_IsNotJoinedAgain_WhileItsGatewaySaysGoodbye()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var trip = await fleet.Drive(Car);
        await trip.Control.Next("drive");

        fleet.Near.Grains.HoldAnswers(nameof(ICarGrain.Leave));
        trip.Driver.Abort();
        await trip.Control.Next("stop", s => s.GetProperty("reason").GetString() == "driver-lost");

        // A grain says so twice a second, and a gateway that it lives.
        for (var sessions = 0; sessions < 5; sessions++) await trip.Control.Next("session");
        Assert.Equal(0, fleet.Near.Grains.Calls(nameof(ICarGrain.Rejoin)));
        fleet.Near.Grains.Release(nameof(ICarGrain.Leave));
    }
}
