using RcFleet.Cars;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Drivers;

/// <summary>What a driver sends between its join and the answer to it.</summary>
public class UndecidedJoinTests
{
    private const string Car = "car-1";
    private const uint Early = 20;

    [Fact]
    public async Task DrivesThatCameBeforeTheAnswer_NeverReachTheMotor_AndThoseAfterItDo()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        using var counters = new Counters(fleet.Near.Services);
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await JoinHeld(fleet, rental);

        for (uint seq = 1; seq <= Early; seq++) await Drive(driver, seq, throttle: 0.9);
        await counters.Reaches("rcfleet.drive.refused NotJoined", Early);
        fleet.Near.Grains.Release(nameof(ICarGrain.JoinAfter));
        await driver.Next("joined");
        await Drive(driver, Early + 1, throttle: 0);

        Assert.Equal(0, (await control.Next("drive")).GetProperty("throttle").GetDouble());
    }

    [Fact]
    public async Task AStopThatCameBeforeTheAnswer_IsKept_AndAPingIsAnswered()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await JoinHeld(fleet, rental);

        await driver.Send(new { type = "stop" });
        await driver.Send(new { type = "ping", t = 7 });
        await driver.Send(new { type = "video", quality = "low" });
        fleet.Near.Grains.Release(nameof(ICarGrain.JoinAfter));
        Assert.Equal("joined", (await driver.First("joined")).GetProperty("type").GetString());

        Assert.Equal("driver", (await control.Next("stop")).GetProperty("reason").GetString());
        Assert.Equal(7, (await driver.Next("pong")).GetProperty("t").GetInt32());
        Assert.Equal("joined", driver.Texts[0].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("nonsense", 4400)]
    [InlineData("{\"type\":\"fly\"}", 4400)]
    public async Task Nonsense_ClosesAtOnce_AndTheCarIsGivenBack(string text, int code)
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await JoinHeld(fleet, rental);

        await driver.SendText(text);
        Assert.Equal(code, await driver.Closed());
        fleet.Near.Grains.Release(nameof(ICarGrain.JoinAfter));
        await control.Next("stop", s => s.GetProperty("reason").GetString() == "driver-lost");
    }

    private static async Task<TestSocket> JoinHeld(TwoGateways fleet, Rental rental)
    {
        fleet.Near.Grains.HoldAnswers(nameof(ICarGrain.JoinAfter));
        var driver = await fleet.Near.Socket("/ws/drive");
        await driver.Send(new { type = "join", token = rental.Token });
        await Eventually.True(() => fleet.Near.Grains.Calls(nameof(ICarGrain.JoinAfter)) > 0, () => "no join");
        return driver;
    }

    private static Task Drive(TestSocket driver, uint seq, double throttle) =>
        driver.Send(new { type = "drive", seq, t = unchecked((uint)PeriodicDrive.NowMs), steering = 0.0, throttle });
}
