using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using RcFleet.Support;
using RcFleet.VirtualCar.Streaming;

namespace RcFleet.VirtualCar.Tests.Streaming;

public sealed class StreamServerTests : IAsyncLifetime
{
    private const long Now = 1763800000;
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly StreamGate _gate = new("car-7-cam");
    private readonly FrameFeed _feed = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private StreamServer _server = null!;

    public Task InitializeAsync()
    {
        _server = new StreamServer(IPAddress.Loopback, 0, _gate, _feed, () => "{\"rssi\":-50}"u8.ToArray(), () => 1000);
        return _server.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Parts_are_framed_so_that_each_one_ends_with_the_boundary_of_the_next()
    {
        Register();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        var socket = client.GetStream();
        await socket.WriteAsync(Encoding.ASCII.GetBytes($"GET /stream?t={Token("n1")} HTTP/1.0\r\nHost: camera\r\nOrigin: http://fleet\r\n\r\n"));
        await Eventually.True(() => _feed.Viewers == 1, () => $"{_feed.Viewers} viewers");

        byte[] jpeg = [0xff, 0xd8, 13, 10, 13, 10, .. Encoding.ASCII.GetBytes("--rcframe"), 0xff, 0xd9];
        _feed.Publish(new EncodedFrame(1, 1000, jpeg));
        var expected = $"--rcframe\r\nContent-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n{Encoding.Latin1.GetString(jpeg)}\r\n--rcframe\r\n";
        var (head, body) = await ReadAsync(socket, expected.Length);

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: multipart/x-mixed-replace; boundary=rcframe\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nAccess-Control-Allow-Origin: *\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nCache-Control: no-store\r\n", head, StringComparison.Ordinal);
        Assert.Equal(expected, body);
    }

    [Fact]
    public async Task Before_a_registration_it_is_503_with_retry_after()
    {
        using var answer = await OpenAsync(Token("n1"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?t=")]
    [InlineData("?t=v1.5.s-42.9999999999.n1.AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_bad_token_is_401_without_detail(string query)
    {
        Register();
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_server.Port}/stream{query}"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bad or spent token.", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_token_given_twice_in_one_request_is_401()
    {
        Register();
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_server.Port}/stream?t={Token("n1")}&t={Token("n2")}"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_third_viewer_waits_until_one_has_gone_and_a_token_opens_once()
    {
        Register();
        var first = await OpenAsync(Token("n1"));
        using var second = await OpenAsync(Token("n2"));
        using var third = await OpenAsync(Token("n3"));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (first.StatusCode, second.StatusCode, third.StatusCode));
        Assert.NotNull(third.Headers.RetryAfter);

        first.Dispose();
        await Eventually.True(() => _feed.Viewers == 1, () => $"{_feed.Viewers} viewers");

        using var again = await OpenAsync(Token("n1"));
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        using var later = await OpenAsync(Token("n3"));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task The_stream_ends_with_its_session_and_leaves_others_alone()
    {
        Register();
        using var mine = await OpenAsync(Token("n1"));
        using var other = await OpenAsync(Token("n2", "s-43"));
        var reading = (await mine.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null);

        _server.EndStreams("s-42");

        await Task.WhenAny(reading).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        await Eventually.True(() => _feed.Viewers == 1, () => $"{_feed.Viewers} viewers");
    }

    [Fact]
    public async Task Any_page_may_read_while_the_server_has_not_said_which()
    {
        using var answer = await AskAsync(HttpMethod.Get, "https://elsewhere.example");
        Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://cars.example.org", true)]
    [InlineData("http://192.168.0.2:8080", true)]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("http://cars.example.org", false)]
    [InlineData("null", false)]
    [InlineData(null, false)]
    public async Task Only_the_fleets_pages_may_read_once_it_has(string? origin, bool may)
    {
        _server.AllowPages("https://cars.example.org http://192.168.0.2:8080");
        using var answer = await AskAsync(HttpMethod.Get, origin);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);   // a refusal is to be read, too
        Assert.Equal(may ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("Origin", Header(answer, "Vary"));
    }

    [Theory]
    [InlineData("https://cars.example.org", true)]
    [InlineData("https://elsewhere.example", false)]
    public async Task A_preflight_is_answered_for_the_fleets_pages(string origin, bool may)
    {
        _server.AllowPages("https://cars.example.org");
        using var answer = await AskAsync(HttpMethod.Options, origin, ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Private-Network", "true"));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(may ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(may ? "GET" : null, Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal(may ? "true" : null, Header(answer, "Access-Control-Allow-Private-Network"));
    }

    [Fact]
    public async Task Telemetry_is_json_for_anyone_on_the_network()
    {
        Assert.Equal("{\"rssi\":-50}", await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_server.Port}/telemetry")));
    }

    [Fact]
    public void A_viewer_who_can_not_keep_up_gets_the_newest_frame_and_misses_the_others()
    {
        var slot = _feed.Join();
        for (var id = 1u; id <= 5; id++) _feed.Publish(new EncodedFrame(id, id, []));

        Assert.True(slot.Reader.TryRead(out var frame));
        Assert.Equal(5u, frame.Id);
        Assert.False(slot.Reader.TryRead(out _));
    }

    private void Register() => _gate.Registered(1000, Now, Key, "5");

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string? origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{_server.Port}/stream?t={Token("n1")}"));
        if (origin is not null) request.Headers.Add("Origin", origin);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await _http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private Task<HttpResponseMessage> OpenAsync(string token) => _http.GetAsync(
        new Uri($"http://127.0.0.1:{_server.Port}/stream?t={token}"), HttpCompletionOption.ResponseHeadersRead);

    private static string Token(string nonce, string session = "s-42")
    {
        var text = $"rc-stream-v1\ncar-7-cam\n/stream\n{session}\n{(Now + 60).ToString(CultureInfo.InvariantCulture)}\n{nonce}";
        return $"v1.5.{session}.{Now + 60}.{nonce}.{Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))}";
    }

    private static async Task<(string Head, string Body)> ReadAsync(NetworkStream socket, int bodyLength)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (true)
        {
            var all = text.ToString();
            var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end > 0 && all.Length >= end + 4 + bodyLength) return (all[..(end + 2)], all[(end + 4)..]);
            var count = await socket.ReadAsync(buffer, limit.Token);
            Assert.True(count > 0, $"the stream ended after: {all}");
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }
}
