using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Streams;
using RcFleet.Gateway.Tests.Support;
using RcFleet.VirtualCar;

namespace RcFleet.Gateway.Tests.Streams;

/// <summary>A whole server behind a proxy, cameras on addresses of this machine that stand for the internet's.</summary>
public sealed class CandidateTests : IAsyncLifetime
{
    private const string Camera = "127.1.0.9";
    private readonly ScriptedNames _names = new();
    private FleetServer _server = null!;

    public async Task InitializeAsync() => _server = await FleetServer.StartWithAsync(
        services => services.AddSingleton<AddressClasses>(new LoopbackIsPublic()).AddSingleton<INameResolver>(_names),
        null, "--Fleet:TrustedProxies", "127.0.0.1");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task WanThatAnswers_IsListed_AndIsTheBestForADriverElsewhere()
    {
        using var host = ScriptedHost.Answering(Camera, ScriptedHost.Camera);
        var wan = Url(Camera, host.Port);
        await using var camera = await Register(wan, "http://192.168.0.31:8080/stream");
        var answer = await Answer("8.8.8.8", a => Kinds(a) == "wan lan relay");
        Assert.StartsWith(wan + "?t=v1.", answer.GetProperty("streamUrl").GetString(), StringComparison.Ordinal);
        Assert.Single(host.Requests);
        Assert.Equal("lan wan relay", Kinds(await Answer(Camera)));
        Assert.Equal("lan wan relay", Kinds(await Answer("192.168.0.77")));
    }

    [Fact]
    public async Task WanThatNobodyAnswers_IsNotListed_AndTheBoardIsTold()
    {
        await using var camera = await Register(Url(Camera, SiloProcess.FreePort()));
        var told = await camera.Next("error");
        Assert.Equal("stream_unreachable", told.GetProperty("code").GetString());
        Assert.Contains("forwarded", told.GetProperty("message").GetString(), StringComparison.Ordinal);
        var answer = await Answer("8.8.8.8");
        Assert.Equal("relay", Kinds(answer));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("streamUrl").ValueKind);
    }

    [Fact]
    public async Task NameThatLeadsToTheCamera_IsListedAsWan()
    {
        using var host = ScriptedHost.Answering(Camera, ScriptedHost.Camera);
        _names.Set("car.example.org", Camera);
        await using var camera = await Register(Url("car.example.org", host.Port));
        var answer = await Answer("8.8.8.8", a => Kinds(a) == "wan relay");
        Assert.StartsWith(Url("car.example.org", host.Port), answer.GetProperty("streamUrl").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameThatLeadsElsewhere_IsRefused_AndNothingIsContacted()
    {
        using var victim = ScriptedHost.Answering("127.1.0.10", ScriptedHost.Camera);
        _names.Set("victim.example.org", "127.1.0.10");
        await using var camera = await Register(Url("victim.example.org", victim.Port));
        Assert.Equal("stream_url_refused", (await camera.Next("error")).GetProperty("code").GetString());
        Assert.Equal("relay", Kinds(await Answer("8.8.8.8")));
        Assert.Empty(victim.Requests);
    }

    [Fact]
    public async Task AnotherAddressThanTheCamerasOwn_IsRefusedAtOnce()
    {
        using var victim = ScriptedHost.Answering("127.1.0.10", ScriptedHost.Camera);
        await using var camera = await Register(Url("127.1.0.10", victim.Port));
        Assert.Equal("stream_url_refused", (await camera.Next("error")).GetProperty("code").GetString());
        Assert.Empty(victim.Requests);
    }

    [Fact]
    public async Task ACarOfOurs_IsReached_AndTheTokenThatADriverGetsOpensItsStream()
    {
        await using var server = await FleetServer.StartWithAsync(s => s.AddSingleton<AddressClasses>(new LoopbackIsPublic("127.0.0.0/8")), null);
        await using var car = new VirtualCar.VirtualCar(new VirtualCarOptions
        {
            ServerUrl = new UriBuilder(server.Url) { Scheme = "ws", Path = "/ws/device" }.Uri,
            Name = "c",
            Car = new DeviceCredential("c", await server.Provision("c", "c", "car")),
        });
        await car.StartAsync();
        await Eventually.Value(() => server.Car("c"), c => c.GetProperty("status").GetString() == "available");
        var rental = await server.Rent("c");
        var answer = await Eventually.Value(
            async () => await RemoteServer.Json(await server.SendAs(rental.Token, HttpMethod.Get, "/api/cars/c/camera"), 200),
            a => Kinds(a) == "wan relay");
        using var response = await server.Anyone.GetAsync(answer.GetProperty("streamUrl").GetString(), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("multipart/x-mixed-replace", response.Content.Headers.ContentType?.MediaType);
    }

    private static string Url(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}/stream");

    private static string Kinds(JsonElement answer) => string.Join(' ', answer.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("kind").GetString()));

    private async Task<TestSocket> Register(params string[] urls)
    {
        var key = await _server.Provision("c-cam", "c", "camera");
        var socket = await TestSocket.ConnectAsync(new UriBuilder(_server.Url) { Scheme = "ws", Path = "/ws/device" }.Uri, key, ("X-Forwarded-For", Camera));
        await socket.Send(new { type = "register", deviceId = "c-cam", streamUrls = urls.Select(url => new { kind = "wan", url }) });
        await socket.Next("registered");
        return socket;
    }

    private async Task<JsonElement> Answer(string driver, Func<JsonElement, bool>? until = null)
    {
        await using var control = await _server.Device($"c-ctl-{Guid.NewGuid():N}", "c", "control");
        var rental = await _server.Rent("c");
        var answer = await Eventually.Value(Ask, until ?? (_ => true));
        await _server.SendAs(rental.Token, HttpMethod.Delete, $"/api/sessions/{rental.SessionId}");
        var board = (await _server.Car("c")).GetProperty("devices").EnumerateArray().Single(d => d.GetProperty("role").GetString() == "control");
        await _server.Operator.DeleteAsync($"/api/operator/devices/{board.GetProperty("deviceId").GetString()}");
        return answer;

        async Task<JsonElement> Ask()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/cars/c/camera") { Headers = { { "X-Forwarded-For", driver } } };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", rental.Token);
            return await RemoteServer.Json(await _server.Anyone.SendAsync(request), 200);
        }
    }
}
