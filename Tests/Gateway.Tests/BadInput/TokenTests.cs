using System.Net.Http.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.BadInput;

/// <summary>Tokens, keys and codes of others, of yesterday, and of nobody.</summary>
[Collection(Timed.Name)]
public class TokenTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();
    private readonly string _other = ServerFixture.NewCar();

    [Fact]
    public async Task ATokenOfAnotherCar_OpensNothingHere()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        await using var others = await _server.Device(_other + "-ctl", _other, "control");
        var mine = await _server.Rent(_car);
        var theirs = await _server.Rent(_other);
        await RemoteServer.Refused(await _server.SendAs(theirs.Token, HttpMethod.Get, $"/api/cars/{_car}/camera"), 401, "unauthorized");
        await RemoteServer.Refused(await _server.SendAs(theirs.Token, HttpMethod.Post, $"/api/operator/cars/{_car}/stop"), 401, "unauthorized");
        await RemoteServer.Refused(await _server.SendAs(theirs.Token, HttpMethod.Get, $"/api/sessions/{mine.SessionId}"), 401, "unauthorized");
        await RemoteServer.Refused(await _server.SendAs(theirs.Token, HttpMethod.Delete, $"/api/sessions/{mine.SessionId}"), 401, "unauthorized");

        // The same secret under this car's name.
        using var counters = new Counters(_server);
        foreach (var path in new[] { "/ws/drive", "/ws/video" })
        {
            await using var socket = await _server.Socket(path);
            await socket.Send(new { type = "join", token = _car + theirs.Token[theirs.Token.LastIndexOf('~')..] });
            Assert.Equal(4401, await socket.Closed());
            await counters.Reaches($"rcfleet.messages.refused {path[4..]} unauthorized");
        }

        await using var driver = await _server.Join(mine.Token);
        Assert.DoesNotContain(control.Texts, m => m.GetProperty("type").GetString() == "stop");
    }

    [Fact]
    public async Task AnEndedToken_OpensNothing_OnEveryWay()
    {
        await using var control = await _server.Device(_car + "-ctl", _car, "control");
        var rental = await _server.Rent(_car);
        await RemoteServer.Done(await _server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}"));
        foreach (var path in new[] { "/ws/drive", "/ws/video" })
        {
            await using var socket = await _server.Socket(path);
            await socket.Send(new { type = "join", token = rental.Token });
            Assert.Equal(4401, await socket.Closed());
        }

        await RemoteServer.Refused(await _server.SendAs(rental.Token, HttpMethod.Get, $"/api/cars/{_car}/camera"), 401, "unauthorized");
        await RemoteServer.Refused(await _server.SendAs(rental.Token, HttpMethod.Get, $"/api/sessions/{rental.SessionId}"), 401, "unauthorized");
    }

    [Fact]
    public async Task TenThousandGuessesOfCodes_ReachNoCode_AndTheRightKeyIsNeverKeptWaiting()
    {
        await using var server = await FleetServer.StartAsync();
        await using var control = await server.Device("c-ctl", "c", "control");
        var code = await server.Code();
        using var counters = new Counters(server);
        using var activations = new Activations();
        var before = activations.Started;
        var outcomes = new int[600];
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, c) =>
        {
            var guess = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i:0000}-{i:0000}-{i:0000}");
            using var response = await server.Anyone.PostAsJsonAsync("/api/cars/c/sessions", new { code = guess }, c);
            Interlocked.Increment(ref outcomes[(int)response.StatusCode]);
        });

        // 20 at once and one more every 3 s.
        Assert.Equal(10_000, outcomes[403] + outcomes[429]);
        Assert.InRange(outcomes[403], 20, 60);
        Assert.InRange(activations.Started - before, 0, 100);
        await counters.Reaches("rcfleet.http.refused too_many_attempts", outcomes[429]);
        await RemoteServer.Refused(await server.Anyone.PostAsJsonAsync("/api/cars/c/sessions", new { code }), 429, "too_many_attempts");
        await RemoteServer.Json(await server.Operator.PostAsync("/api/cars/c/sessions", null), 201);
    }
}
