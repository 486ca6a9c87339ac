using System.Text;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

/// <summary>WebSocket frames as no browser and no board of ours sends them.</summary>
[Collection(Timed.Name)]
public class FrameTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Fact]
    public async Task AMessageInPieces_WithPingsBetween_IsOneMessage()
    {
        var key = await _server.Provision(_car + "-cam", _car, "camera");
        using var raw = await RawWebSocket.Connect(_server, "/ws/device");
        var register = Encoding.UTF8.GetBytes($$"""{"type":"register","deviceId":"{{_car}}-cam","key":"{{key}}"}""");
        await raw.Bytes(RawWebSocket.Frame(RawWebSocket.Text, register.AsSpan(0, 1), final: false));
        for (var i = 1; i < register.Length - 1; i++)
        {
            await raw.Bytes(RawWebSocket.Frame(RawWebSocket.Continuation, register.AsSpan(i, 1), final: false));
            if (i % 10 == 0) await raw.Bytes(RawWebSocket.Frame(RawWebSocket.Ping, "p"u8));
        }

        await raw.Bytes(RawWebSocket.Frame(RawWebSocket.Continuation, register.AsSpan(register.Length - 1)));
        await Eventually.Value(() => _server.Car(_car), c => c.GetProperty("camera").GetBoolean());
    }

    [Theory]
    [InlineData("/ws/device")]
    [InlineData("/ws/drive")]
    [InlineData("/ws/video")]
    public async Task ManySmallPieces_ThatGrowOverTheLimit_AreClosed4413(string path)
    {
        using var counters = new Counters(_server);
        using var raw = await RawWebSocket.Connect(_server, path);
        var piece = new byte[500];
        Array.Fill(piece, (byte)'x');
        await raw.Bytes(RawWebSocket.Frame(RawWebSocket.Text, piece, final: false));
        for (var i = 0; i < 40; i++) await raw.Bytes(RawWebSocket.Frame(RawWebSocket.Continuation, piece, final: false));
        Assert.Equal(4413, await raw.Closed());
        await counters.Reaches($"rcfleet.connections.closed {path[4..]} 4413");
    }

    [Theory]
    [InlineData("a reserved opcode", new byte[] { 0x83, 0x80, 0, 0, 0, 0 })]
    [InlineData("no mask", new byte[] { 0x81, 0x08, (byte)'{', (byte)' ', (byte)' ', (byte)' ', (byte)' ', (byte)' ', (byte)' ', (byte)'}' })]
    [InlineData("a continuation of nothing", new byte[] { 0x80, 0x80, 0, 0, 0, 0 })]
    [InlineData("reserved bits", new byte[] { 0xF1, 0x80, 0, 0, 0, 0 })]
    [InlineData("text that is not UTF-8", new byte[] { 0x81, 0x82, 0, 0, 0, 0, 0xFF, 0xFE })]
    [InlineData("a length of 2^63", new byte[] { 0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task FramesThatBreakTheProtocol_CloseTheConnection_AndNoOther(string what, byte[] frame)
    {
        Assert.NotEmpty(what);
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        foreach (var path in new[] { "/ws/device", "/ws/drive", "/ws/video" })
        {
            using var raw = await RawWebSocket.Connect(_server, path);
            await raw.Bytes(frame);
            await raw.Closed();
        }

        await control.Send(new { type = "telemetry", batteryPercent = 44 });
        await Eventually.Value(() => _server.Car(_car), c => c.GetProperty("batteryPercent").ToString() == "44");
    }

    [Fact]
    public async Task BinaryFromADriver_IsClosed4413_AndCounted()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        await using var driver = await _server.Join((await _server.Rent(_car)).Token);
        using var counters = new Counters(_server);
        await driver.SendBinary([1, 2, 3]);
        Assert.Equal(4413, await driver.Closed());
        await counters.Reaches("rcfleet.messages.refused drive too_large");
    }
}
