using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using RcFleet.Cars;
using RcFleet.Fleet;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Reach;

/// <summary>A gateway that no silo answers any more: nobody new is let in, and who is there is sent to another one.</summary>
public class CutOffTests
{
    private const string Car = "car-1";

    [Fact]
    public async Task AGatewayThatNoSiloAnswers_SaysSo_LetsNobodyIn_AndIsWellAgainAtTheFirstAnswer()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        using var counters = new Counters(fleet.Near.Services);
        await Ready(fleet.Near, HttpStatusCode.OK);
        await using var idle = await fleet.Near.Socket("/ws/drive");

        fleet.Near.Grains.Unreachable = true;
        await RemoteServer.Refused(await Ready(fleet.Near, HttpStatusCode.ServiceUnavailable), 503, "cut_off");
        Assert.Equal(1, counters.Now("rcfleet.silos.cut_off"));
        Assert.True(counters.Now("rcfleet.silos.silent") >= 2);
        Assert.Equal(1012, await idle.Closed());
        Assert.Equal("cut_off", (await idle.First("error")).GetProperty("code").GetString());
        foreach (var path in (string[])["/ws/drive", "/ws/video", "/ws/device"])
        {
            using var answer = await fleet.Near.Anyone.SendAsync(Upgrade(path));
            Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
            await RemoteServer.Refused(answer, 503, "cut_off");
            await Assert.ThrowsAsync<WebSocketException>(() => fleet.Near.Socket(path));
        }

        await Ready(fleet.Far, HttpStatusCode.OK);
        fleet.Near.Grains.Unreachable = false;
        await Ready(fleet.Near, HttpStatusCode.OK);
        Assert.Equal(0, counters.Now("rcfleet.silos.cut_off"));
        await using var again = await fleet.Near.Socket("/ws/drive");
    }

    [Fact]
    public async Task WhoHasJoined_OrIsAboutTo_IsSentToAnotherGateway()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        await using var viewer = await Viewer(fleet.Near, rental);
        fleet.Near.Grains.HoldAnswers(nameof(ICarGrain.JoinAfter));
        await using var undecided = await fleet.Near.Socket("/ws/drive");
        await undecided.Send(new { type = "join", token = rental.Token });
        await Eventually.True(() => fleet.Near.Grains.Calls(nameof(ICarGrain.JoinAfter)) > 1, () => "no second join");

        fleet.Near.Grains.Unreachable = true;
        Assert.Equal(1012, await undecided.Closed());
        Assert.Equal(1012, await viewer.Closed());
        fleet.Near.Grains.Release(nameof(ICarGrain.JoinAfter));

        await using var again = await fleet.Far.Join(rental.Token);
        await using var further = await Viewer(fleet.Far, rental);
    }

    [Fact]
    public async Task AViewerWhoseFramesStillCome_Stays_UntilTheyDoNot()
    {
        await using var fleet = await TwoGateways.StartAsync();
        await using var control = await fleet.Far.Device("ctl", Car, "control");
        await using var camera = await fleet.Far.Device("cam", Car, "camera", new { capabilities = new[] { "relay" } });
        using var alive = new PeriodicTelemetry(control);
        var rental = await fleet.Near.Rent(Car);
        await using var driver = await fleet.Near.Join(rental.Token);
        await using var viewer = await Viewer(fleet.Near, rental);
        await camera.Next("relay", r => r.GetProperty("on").GetBoolean());
        var sending = true;
        var frames = SendFrames();
        await viewer.Frame(0);

        fleet.Near.Grains.Unreachable = true;
        await Ready(fleet.Near, HttpStatusCode.ServiceUnavailable);
        var cut = viewer.Frames.Count;
        await viewer.Frame(cut + 40);
        Assert.False(viewer.IsClosed);

        Volatile.Write(ref sending, false);
        await frames;
        Assert.Equal(1012, await viewer.Closed());

        async Task SendFrames()
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            while (Volatile.Read(ref sending) && await pace.WaitForNextTickAsync()) await camera.SendBinary([0xff, 0xd8, 0, 0xff, 0xd9]);
        }
    }

    [Fact]
    public async Task ASiloThatDies_WithItsPartOfTheFleet_IsNoCut()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        using var counters = new Counters(fleet.Near.Services);
        await Ready(fleet.Near, HttpStatusCode.OK);

        fleet.Near.Grains.SilentShards = [.. FleetShards.Keys.SkipLast(1)];
        fleet.Near.Grains.Cut = true;
        var asked = fleet.Near.Grains.Beats;
        await Eventually.True(() => fleet.Near.Grains.Beats > asked + 60, () => string.Create(CultureInfo.InvariantCulture, $"{fleet.Near.Grains.Beats} beats"));

        await Ready(fleet.Near, HttpStatusCode.OK);
        Assert.Equal(0, counters.Now("rcfleet.silos.silent"));
    }

    [Fact]
    public async Task ABoardWhoseCarIsSlowToTakeIt_IsNotCalledSilent()
    {
        await using var fleet = await TwoGateways.StartAsync("grain");
        var key = await fleet.Near.Provision("ctl", Car, "control");
        fleet.Near.Grains.HoldAnswers(nameof(ICarGrain.Attach));
        await using var board = await fleet.Near.Socket("/ws/device", key);
        await board.Send(new { type = "register", deviceId = "ctl" });
        var start = TimeProvider.System.GetTimestamp();
        await Eventually.True(() => board.IsClosed || TimeProvider.System.GetElapsedTime(start).TotalSeconds > 6.5, () => "");
        fleet.Near.Grains.Release(nameof(ICarGrain.Attach));
        await board.Next("registered");
    }

    private static async Task<TestSocket> Viewer(RemoteServer server, Rental rental)
    {
        var viewer = await server.Socket("/ws/video");
        await viewer.Send(new { type = "join", token = rental.Token });
        return viewer;
    }

    private static Task<HttpResponseMessage> Ready(RemoteServer server, HttpStatusCode status) =>
        Eventually.Value(() => server.Anyone.GetAsync("/readyz"), answer => answer.StatusCode == status);

    private static HttpRequestMessage Upgrade(string path) => new(HttpMethod.Get, path)
    {
        Headers =
        {
            { "Connection", "Upgrade" }, { "Upgrade", "websocket" }, { "Sec-WebSocket-Version", "13" }, { "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==" },
        },
    };
}
