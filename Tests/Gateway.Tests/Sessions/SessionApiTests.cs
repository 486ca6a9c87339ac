using System.Net.Http.Json;
using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Sessions;

[Collection(Timed.Name)]
public class SessionApiTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly FleetServer _server = fixture.Server;
    private readonly string _car = ServerFixture.NewCar();

    [Fact]
    public async Task Create_WithACode_Answers201_WithAllThatADriverNeeds()
    {
        await using var control = await Control();
        var code = await _server.Code(minutes: 10);
        var response = await _server.Anyone.PostAsJsonAsync($"/api/cars/{_car}/sessions", new { code = code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal) });
        var session = await FleetServer.Json(response, 201);
        Assert.Equal(_car, session.GetProperty("carId").GetString());
        Assert.Equal(600, session.GetProperty("secondsLeft").GetInt64());
        Assert.True(session.GetProperty("epoch").GetInt64() >= 1);
        Assert.Equal($"ws://{_server.Url.Authority}/ws/drive", session.GetProperty("driveUrl").GetString());
        Assert.Equal($"ws://{_server.Url.Authority}/ws/video", session.GetProperty("relayUrl").GetString());
        Assert.DoesNotContain('.', session.GetProperty("sessionId").GetString()!);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Create_Again_WithTheCodeOfTheLiveSession_Answers200_AndTheOldTokenDies()
    {
        await using var control = await Control();
        var first = await _server.Rent(_car);
        var again = await FleetServer.Json(await _server.Anyone.PostAsJsonAsync($"/api/cars/{_car}/sessions", new { code = first.Code }), 200);
        Assert.Equal(first.SessionId, again.GetProperty("sessionId").GetString());
        var token = again.GetProperty("token").GetString()!;
        Assert.NotEqual(first.Token, token);
        await FleetServer.Refused(await _server.SendAs(first.Token, HttpMethod.Get, $"/api/sessions/{first.SessionId}"), 401, "unauthorized");
        await FleetServer.Json(await _server.SendAs(token, HttpMethod.Get, $"/api/sessions/{first.SessionId}"), 200);
    }

    [Fact]
    public async Task Create_Refusals_HaveTheirCodes()
    {
        await FleetServer.Refused(await Post("no-such-car", await _server.Code()), 404, "car_not_found");
        await _server.Provision(_car + "-ctl", _car, "control");
        await FleetServer.Refused(await Post(_car, await _server.Code()), 409, "car_offline");
        await FleetServer.Refused(await Post(_car, "nonsense"), 403, "code_invalid");
        await FleetServer.Refused(await Post(_car, null), 403, "code_invalid");

        await using var control = await _server.Device(_car + "x-ctl", _car + "x", "control");
        await FleetServer.Refused(await Post(_car + "x", "0000-0000-0000"), 403, "code_invalid");
        await FleetServer.Refused(await Post(_car + "x", await _server.Code(10, null, "another-car")), 403, "code_other_car");
        var rental = await _server.Rent(_car + "x");
        await FleetServer.Refused(await Post(_car + "x", await _server.Code()), 409, "car_busy");
        await using var other = await _server.Device(_car + "y-ctl", _car + "y", "control");
        await FleetServer.Refused(await Post(_car + "y", rental.Code), 403, "code_used_up");

        await _server.Operator.PostAsync($"/api/operator/cars/{_car}y/stop", null);
        await FleetServer.Refused(await Post(_car + "y", await _server.Code()), 409, "car_stopped");
        await _server.Operator.PostAsync($"/api/operator/cars/{_car}y/resume", null);
        await _server.Operator.PostAsync($"/api/operator/cars/{_car}y/disable", null);
        await FleetServer.Refused(await Post(_car + "y", await _server.Code()), 409, "car_disabled");
        await _server.Operator.PostAsync($"/api/operator/cars/{_car}y/enable", null);
        await FleetServer.Json(await Post(_car + "y", await _server.Code()), 201);
    }

    [Fact]
    public async Task Operator_NeedsNoCode_AndHasSixtyMinutes()
    {
        await using var control = await Control();
        var session = await FleetServer.Json(await _server.Operator.PostAsync($"/api/cars/{_car}/sessions", null), 201);
        Assert.Equal(3600, session.GetProperty("secondsLeft").GetInt64());
    }

    [Fact]
    public async Task Get_ShowsTheSession_WithoutTheToken_ToItsHolderAndOperators_AndNobodyElse()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        var own = await FleetServer.Json(await _server.SendAs(rental.Token, HttpMethod.Get, $"/api/sessions/{rental.SessionId}"), 200);
        Assert.False(own.TryGetProperty("token", out _));
        await FleetServer.Json(await _server.Operator.GetAsync($"/api/sessions/{rental.SessionId}"), 200);
        await FleetServer.Refused(await _server.Anyone.GetAsync($"/api/sessions/{rental.SessionId}"), 401, "unauthorized");

        await using var otherControl = await _server.Device(_car + "b-ctl", _car + "b", "control");
        var other = await _server.Rent(_car + "b");
        await FleetServer.Refused(await _server.SendAs(other.Token, HttpMethod.Get, $"/api/sessions/{rental.SessionId}"), 401, "unauthorized");
        await FleetServer.Refused(await _server.Operator.GetAsync($"/api/sessions/{rental.SessionId}x"), 404, "session_not_found");
    }

    [Fact]
    public async Task TimeNotUsed_ReturnsToTheCode()
    {
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await _server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}");
        var codes = await Eventually.Value(Codes, c => Left(c) == 600);
        Assert.Equal(600, Left(codes));

        async Task<JsonElement> Codes() => await FleetServer.Json(await _server.Operator.GetAsync("/api/operator/codes"), 200);
        long Left(JsonElement all) => all.EnumerateArray().Single(c => c.GetProperty("code").GetString() == rental.Code).GetProperty("secondsLeft").GetInt64();
    }

    [Fact]
    public async Task Camera_IsForTheHolderOfASessionOnThisCar()
    {
        await FleetServer.Refused(await _server.Anyone.GetAsync($"/api/cars/{_car}/camera"), 401, "unauthorized");
        await using var control = await Control();
        var rental = await _server.Rent(_car);
        await FleetServer.Refused(await _server.SendAs(rental.Token, HttpMethod.Get, "/api/cars/other/camera"), 401, "unauthorized");
        var missing = await _server.SendAs(rental.Token, HttpMethod.Get, $"/api/cars/{_car}/camera");
        Assert.Equal("Camera not found", (await FleetServer.Json(missing, 404)).GetProperty("error").GetString());

        await using var camera = await _server.Device(_car + "-cam", _car, "camera", new { streamUrl = "http://127.0.0.1:8081/stream", quality = "high" });
        var found = await FleetServer.Json(await _server.SendAs(rental.Token, HttpMethod.Get, $"/api/cars/{_car}/camera"), 200);
        Assert.StartsWith("http://127.0.0.1:8081/stream?t=v1.", found.GetProperty("streamUrl").GetString(), StringComparison.Ordinal);
        Assert.Equal("high", found.GetProperty("quality").GetString());
        Assert.Equal(["lan", "relay"], found.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("kind").GetString()!).ToArray());
    }

    [Fact]
    public async Task WrongCodes_FromOneAddress_AreSlowedDown_ButNotTheRightOnes()
    {
        await using var server = await FleetServer.StartAsync();
        await using var control = await server.Device("c-ctl", "c", "control");
        var statuses = new List<int>();
        for (var i = 0; i < 25; i++) statuses.Add((int)(await server.Anyone.PostAsJsonAsync("/api/cars/c/sessions", new { code = $"0000-0000-00{i:00}" })).StatusCode);
        Assert.Equal(20, statuses.Count(s => s == 403));
        Assert.Equal(429, statuses[^1]);
    }

    private Task<TestSocket> Control() => _server.Device(_car + "-ctl", _car, "control");

    private Task<HttpResponseMessage> Post(string car, string? code) => _server.Anyone.PostAsJsonAsync($"/api/cars/{car}/sessions", new { code });
}
