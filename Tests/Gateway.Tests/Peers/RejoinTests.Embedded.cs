using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RcFleet.Cars;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Peers;

/// <summary>
/// A driver whose session goes on under a new epoch hears of it a moment after the gateway: until then it numbers its commands
/// by the old one, and afterwards it begins anew or goes on. In every such order the car must follow at once.
/// </summary>
[Collection(Timed.Name)]
public class RejoinTests
{
    private const uint High = 50_000;

    /// <summary>So many commands that came show that the car follows.</summary>
    private const int Enough = 3;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>4 s at that pace.</summary>
    private const uint MostCommands = 200;

    /// <summary>What the driver called each of its commands.</summary>
    private readonly List<uint> _numbers = [];

    private string _car = "car-1";

    /// <summary>What it calls its commands before it has read <c>joined</c>, and with which number it goes on after that; the car of each has its place as its number.</summary>
    public static TheoryData<uint[], uint> Orders { get; } = new()
    {
        { [], 1 },
        { [], High },
        { [High, High + 1, High + 2], 1 },
        { [High, High + 1, High + 2], High + 3 },
        { [1, 2, 3], 1 },
        { [1, 2, 3], 4 },
        { [1, 2, 3], High },
        { [High, High + 1], 3 },
    };

    public static TheoryData<string, uint[], uint> OrdersByRoute { get; } = ByRoute();

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task AfterALoss_ByTheSameGateway(string route)
    {
        await using var fleet = await TwoGateways.StartAsync(route);
        await ForEveryOrder(fleet, async (driver, control, rental, unread, read) =>
        {
            driver.Abort();
            await JoinAgain(fleet.Near, rental, control, unread, read);
        });
    }

    [Theory]
    [MemberData(nameof(OrdersByRoute))]
    public async Task AfterACloseWith1012_ByTheOtherGateway(string route, uint[] unread, uint read)
    {
        await using var fleet = await TwoGateways.StartAsync(route);
        await using var control = await fleet.Far.Device("ctl", _car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(_car);
        await using var first = await fleet.Near.Join(rental.Token);
        await DriveFrom(High - 1000, first, control);
        fleet.Near.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Equal(1012, await first.Closed());
        await JoinAgain(fleet.Far, rental, control, unread, read);
    }

    [Theory]
    [InlineData("grain")]
    [InlineData("direct")]
    public async Task OnAnOpenSocket_WhenTheGatewayTookTheNewEpoch(string route)
    {
        await using var fleet = await TwoGateways.StartAsync(route);
        await ForEveryOrder(fleet, async (driver, control, _, unread, read) =>
        {
            await NewEpoch(fleet, driver);
            foreach (var seq in unread) await Drive(driver, seq);
            await DriveFrom(read, driver, control);
            OnlyGrows(control);
        });
    }

    [Fact]
    public async Task OnAnOpenSocket_TwoNewEpochs_BeforeTheFirstIsRead_LetItBeginAnewTwice()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", _car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(_car);
        await using var driver = await fleet.Near.Join(rental.Token);
        await DriveFrom(High, driver, control);

        await NewEpoch(fleet, driver);
        await NewEpoch(fleet, driver);
        await DriveFrom(1, driver, control);
        await Drive(driver, High);
        await DriveFrom(1, driver, control);
        OnlyGrows(control);
    }

    private static TheoryData<string, uint[], uint> ByRoute()
    {
        var all = new TheoryData<string, uint[], uint>();
        foreach (var route in (string[])["grain", "direct"])
            foreach (var order in Orders)
                all.Add(route, (uint[])order[0], (uint)order[1]);
        return all;
    }

    // Each with a car of its own, driven well before.
    private async Task ForEveryOrder(TwoGateways fleet, Func<TestSocket, TestSocket, Rental, uint[], uint, Task> goOn)
    {
        foreach (var (number, order) in Orders.Index())
        {
            var (unread, read) = ((uint[])order[0], (uint)order[1]);
            _car = $"car-{number}";
            _numbers.Clear();
            await using var control = await fleet.Far.Device(_car + "-ctl", _car, "control");
            using var alive = new PeriodicTelemetry(control);
            var rental = await fleet.Near.Rent(_car);
            await using var driver = await fleet.Near.Join(rental.Token);
            await DriveFrom(High - 1000, driver, control);
            await goOn(driver, control, rental, unread, read);
        }
    }

    private async Task JoinAgain(GatewayServer gateway, Rental rental, TestSocket control, uint[] unread, uint read)
    {
        await using var driver = await gateway.Socket("/ws/drive");
        await driver.Send(new { type = "join", token = rental.Token });
        foreach (var seq in unread) await Drive(driver, seq);
        var epoch = (await driver.Next("joined")).GetProperty("epoch").GetInt64();
        Assert.True(epoch > rental.Epoch);
        await DriveFrom(read, driver, control);
        OnlyGrows(control);
    }

    // The car's grain is activated anew: the driver's gateway takes a new epoch under the open connection.
    private async Task NewEpoch(TwoGateways fleet, TestSocket driver)
    {
        await fleet.Engine.DeactivateAsync(fleet.Engine.GetGrain<ICarGrain>(_car));
        await driver.Next("joined");
    }

    // At 50 Hz until some of these very commands have come and the driver has seen one acknowledged by the number that it gave.
    private async Task DriveFrom(uint first, TestSocket driver, TestSocket control)
    {
        var from = _numbers.Count;
        using var pace = new PeriodicTimer(Pace, TimeProvider.System);
        var seq = first;
        JsonElement[] taken;
        do
        {
            Assert.True(seq < first + MostCommands, $"{_car}: {MostCommands} commands from {first} on, and the car took none or few.\n{string.Join('\n', Drives(control).TakeLast(5))}");
            await Drive(driver, seq++);
            await pace.WaitForNextTickAsync();
            taken = [.. Drives(control).Where(d => Index(d) >= from)];
        }
        while (taken.Length < Enough);

        var last = taken[^1];
        await control.Send(new { type = "telemetry", epoch = last.GetProperty("epoch").GetInt64(), ackSeq = last.GetProperty("seq").GetUInt32(), ackAgeMs = 1, armed = true, neutral = false });
        await driver.First("state", s => s.GetProperty("ackSeq").ValueKind == JsonValueKind.Number && s.GetProperty("ackSeq").GetUInt32() == _numbers[Index(last)]);
    }

    // The steering says which of all commands of the test it is, in steps that a float has exactly.
    private Task Drive(TestSocket driver, uint seq)
    {
        _numbers.Add(seq);
        return driver.Send(new { type = "drive", seq, t = unchecked((uint)PeriodicDrive.NowMs), steering = (_numbers.Count - 1) / 4096.0, throttle = 0 });
    }

    private static int Index(JsonElement drive) => (int)Math.Round(drive.GetProperty("steering").GetDouble() * 4096);

    private static JsonElement[] Drives(TestSocket control) => [.. control.Texts.Where(t => t.GetProperty("type").GetString() == "drive")];

    private static void OnlyGrows(TestSocket control)
    {
        var order = Drives(control).Select(d => (Epoch: d.GetProperty("epoch").GetInt64(), Seq: d.GetProperty("seq").GetUInt32())).ToArray();
        Assert.Equal(order.Distinct().Order(), order);
        Assert.Equal(order.Length, Drives(control).Select(Index).Distinct().Count());
    }
}
