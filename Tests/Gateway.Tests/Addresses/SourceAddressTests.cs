using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using RcFleet.Gateway.Tests.Support;

namespace RcFleet.Gateway.Tests.Addresses;

[Collection(Timed.Name)]
public sealed class SourceAddressTests : IAsyncLifetime
{
    private FleetServer _server = null!;
    private string _key = "";

    public async Task InitializeAsync()
    {
        _server = await FleetServer.StartAsync(null, "--Fleet:TrustedProxies", "127.0.0.1, 10.0.0.0/8");
        _key = await _server.Provision("c-cam", "c", "camera");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("X-Forwarded-For", "198.51.100.7", "198.51.100.7")]
    [InlineData("X-Forwarded-For", "198.51.100.7:4711", "198.51.100.7")]
    [InlineData("X-Forwarded-For", "2001:db8::7", "2001:db8::7")]
    [InlineData("X-Forwarded-For", "[2001:db8::7]:4711", "2001:db8::7")]
    [InlineData("X-Forwarded-For", "::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("X-Forwarded-For", "1.2.3.4, 198.51.100.7", "198.51.100.7")]
    [InlineData("X-Forwarded-For", "1.2.3.4, 198.51.100.7, 10.0.0.5", "198.51.100.7")]
    [InlineData("X-Forwarded-For", "unknown, 198.51.100.7", "198.51.100.7")]
    [InlineData("X-Forwarded-For", "198.51.100.7, unknown", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "198.51.100.7, unknown, 10.0.0.5", "10.0.0.5")]
    [InlineData("X-Forwarded-For", "garbage", "127.0.0.1")]
    [InlineData("Forwarded", "for=198.51.100.7", "198.51.100.7")]
    [InlineData("Forwarded", "for=\"198.51.100.7:4711\";proto=https", "198.51.100.7")]
    [InlineData("Forwarded", "for=\"[2001:db8::7]:4711\"", "2001:db8::7")]
    [InlineData("Forwarded", "for=1.2.3.4, for=198.51.100.7;by=x, for=10.0.0.5", "198.51.100.7")]
    [InlineData("Forwarded", "for=_hidden", "127.0.0.1")]
    [InlineData("Forwarded", "for=198.51.100.7, for=unknown", "127.0.0.1")]
    [InlineData("Forwarded", "proto=https", "127.0.0.1")]
    public async Task ObservedAddress_BehindATrustedProxy_IsTheRightmostThatIsNone(string header, string value, string expected) =>
        Assert.Equal(expected, await Observed((header, value)));

    [Fact]
    public async Task BothHeaders_ThatAgree_AreBelieved() =>
        Assert.Equal("198.51.100.7", await Observed(("Forwarded", "for=198.51.100.7"), ("X-Forwarded-For", "198.51.100.7")));

    [Theory]
    [InlineData("forwarded_conflict", "for=1.2.3.4", "198.51.100.7")]
    [InlineData("forwarded_malformed", "for=\"1.2.3.4", "198.51.100.7")]
    public async Task HeadersThatContradictEachOther_AreRefused(string code, string forwarded, string forwardedFor)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/cars") { Headers = { { "Forwarded", forwarded }, { "X-Forwarded-For", forwardedFor } } };
        await RemoteServer.Refused(await _server.Anyone.SendAsync(request), 400, code);
    }

    [Fact]
    public async Task WithoutTrustedProxies_NobodyIsBelieved()
    {
        await using var server = await FleetServer.StartAsync();
        var key = await server.Provision("c-cam", "c", "camera");
        Assert.Equal("127.0.0.1", await Observed(server, key, ("X-Forwarded-For", "198.51.100.7"), ("Forwarded", "for=1.2.3.4")));
    }

    [Fact]
    public async Task FromAnUntrustedPeer_NothingIsBelieved()
    {
        await using var server = await FleetServer.StartAsync(null, "--Fleet:TrustedProxies", "10.0.0.1");
        var key = await server.Provision("c-cam", "c", "camera");
        Assert.Equal("127.0.0.1", await Observed(server, key, ("X-Forwarded-For", "198.51.100.7"), ("Forwarded", "for=1.2.3.4")));
    }

    [Fact]
    public async Task DriveUrl_HasTheSchemeAndHostThatTheProxySaw()
    {
        await using var control = await _server.Device("c-ctl", "c", "control");
        var code = await _server.Code();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/cars/c/sessions")
        {
            Headers = { { "Forwarded", "for=198.51.100.7;proto=https;host=cars.example.org" } },
            Content = JsonContent.Create(new { code }),
        };
        var session = await RemoteServer.Json(await _server.Anyone.SendAsync(request), 201);
        Assert.Equal("wss://cars.example.org/ws/drive", session.GetProperty("driveUrl").GetString());
    }

    [Fact]
    public async Task WrongCodes_CountForTheAddressThatSentThem_NotForTheProxy()
    {
        await using var control = await _server.Device("c-ctl", "c", "control");
        var refused = 0;
        for (var i = 0; i < 25; i++) refused += await Guess("198.51.100.7") == 429 ? 1 : 0;
        Assert.InRange(refused, 1, 5);
        Assert.Equal(403, await Guess("198.51.100.8"));
    }

    private async Task<int> Guess(string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/cars/c/sessions") { Headers = { { "X-Forwarded-For", address } }, Content = JsonContent.Create(new { code = "0000-0000-0000" }) };
        return (int)(await _server.Anyone.SendAsync(request)).StatusCode;
    }

    private Task<string?> Observed(params (string Name, string Value)[] headers) => Observed(_server, _key, headers);

    private static async Task<string?> Observed(FleetServer server, string key, params (string Name, string Value)[] headers)
    {
        using var client = new ClientWebSocket();
        foreach (var (name, value) in headers) client.Options.SetRequestHeader(name, value);
        await client.ConnectAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{server.Url.Port}/ws/device")), CancellationToken.None);
        await client.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { type = "register", deviceId = "c-cam", key }), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[4096];
        var answer = await client.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, answer.Count)).GetProperty("observedAddress").GetString();
    }
}
