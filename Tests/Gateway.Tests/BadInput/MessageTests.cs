using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

/// <summary>Messages of the wrong form, at the wrong time, or with numbers that jump.</summary>
[Collection(Timed.Name)]
public class MessageTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Theory]
    [InlineData("{\"type\":\"telemetry\"", "not_json")]
    [InlineData("[]", "not_json")]
    [InlineData("{\"type\":\"telemetry\",\"type\":\"telemetry\"}", "not_json")]
    [InlineData("{\"type\":7}", "not_json")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],\"type\":\"telemetry\"}", "not_json")]
    public async Task FromARegisteredBoard_WhatIsNoMessage_IsTold_Counted_AndClosed4400(string text, string code)
    {
        using var counters = new Counters(_server);
        await using var device = await _server.Device(_car + "-ctl", _car, "control");
        await device.SendText(text);
        Assert.Equal(code, (await device.Next("error")).GetProperty("code").GetString());
        Assert.Equal(4400, await device.Closed());
        await counters.Reaches("rcfleet.messages.refused device " + code);
        await counters.Reaches("rcfleet.connections.closed device 4400");
    }

    [Theory]
    [InlineData("""{"type":"drive","seq":9,"steering":0,"throttle":0,"throttle":1}""")]
    [InlineData("""{"type":"drive","seq":9,"steering":"0","throttle":0}""")]
    [InlineData("""{"type":"drive","seq":9,"steering":1e999,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":9,"throttle":0}""")]
    public async Task ABadDrive_IsCounted_AndTheNextGoodOnePasses(string bad)
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        using var counters = new Counters(_server);
        await driver.SendText(bad);
        await driver.Send(new { type = "drive", seq = 10, steering = 0, throttle = 0.25 });
        Assert.Equal(10, (await control.Next("drive")).GetProperty("seq").GetInt64());
        await counters.Reaches("rcfleet.drive.refused Malformed");
    }

    [Fact]
    public async Task NaN_IsNoJson_AndClosesTheDriver_AndTheCarStops()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0.5 });
        await control.Next("drive");
        await driver.SendText("""{"type":"drive","seq":2,"steering":NaN,"throttle":0}""");
        Assert.Equal(4400, await driver.Closed());
        Assert.Equal("driver-lost", (await control.Next("stop")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task ASequenceThatJumps_BarsWhatIsOlder_UntilTheNextJoin()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        using var counters = new Counters(_server);
        await driver.Send(new { type = "drive", seq = uint.MaxValue, steering = 0, throttle = 0.5 });
        await control.Next("drive");
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 1 });
        await driver.Send(new { type = "drive", seq = uint.MaxValue, steering = 0, throttle = 1 });
        await counters.Reaches("rcfleet.drive.refused SeqNotNewer", 2);
        await driver.Send(new { type = "stop" });
        await control.Next("stop");

        await using var again = await _server.Join(rental.Token);
        await again.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0 });
        Assert.Equal(1, (await control.Next("drive")).GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task AnEpochThatABoardMakesUp_ChangesNothing()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        await using var driver = await _server.Join(rental.Token);
        foreach (var epoch in new[] { rental.Epoch + 1000, 0, long.MaxValue })
        {
            await control.Send(new { type = "telemetry", epoch, ackSeq = 5, armed = true });
            var state = await driver.Next("state", s => s.GetProperty("armed").GetBoolean());
            Assert.Equal(rental.Epoch, state.GetProperty("epoch").GetInt64());
            Assert.Equal(JsonValueKind.Null, state.GetProperty("ackSeq").ValueKind);
            await control.Send(new { type = "telemetry", armed = false });
            await driver.Next("state", s => !s.GetProperty("armed").GetBoolean());
        }

        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 0.5 });
        Assert.Equal(rental.Epoch, (await control.Next("drive")).GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task DriveBeforeJoin_AndASecondJoin_AreCounted_AndTheConnectionStays()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        using var counters = new Counters(_server);
        await using var driver = await _server.Socket("/ws/drive");
        await driver.Send(new { type = "drive", seq = 1, steering = 0, throttle = 1 });
        await driver.Send(new { type = "join", token = rental.Token });
        await driver.Next("joined");
        await driver.Send(new { type = "join", token = rental.Token });
        Assert.Equal("already_joined", (await driver.Next("error")).GetProperty("code").GetString());
        await driver.Send(new { type = "drive", seq = 2, steering = 0, throttle = 0.5 });
        Assert.Equal(2, (await control.Next("drive")).GetProperty("seq").GetInt64());
        await counters.Reaches("rcfleet.drive.refused NotJoined");
        await counters.Reaches("rcfleet.messages.refused drive already_joined");
    }
}
