using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using RcFleet.Load.Client;

namespace RcFleet.Load.Contestants;

/// <summary>The system itself, with an empty data path and its defaults.</summary>
internal partial class RcFleetServer : IContestant
{
    protected const string OperatorKey = "operator-key-of-the-benchmark";
    private readonly HttpClient _operator;
    private readonly HttpClient _admin = new();
    private readonly Uri _boards;
    private readonly IReadOnlyList<Uri> _metrics;
    private readonly string _data;
    private readonly ConcurrentDictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _sessions = new(StringComparer.Ordinal);

    /// <param name="server">Where drivers and operators connect.</param>
    /// <param name="boards">Where boards connect.</param>
    /// <param name="metrics">The admin listeners whose figures say what was dropped.</param>
    /// <param name="data">The folder of its state, deleted at the end.</param>
    protected RcFleetServer(ServerProcess server, Uri boards, IReadOnlyList<Uri> metrics, string data)
    {
        Server = server;
        _boards = boards;
        _metrics = metrics;
        _data = data;
        _operator = new HttpClient { BaseAddress = server.Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey) } };
    }

    public virtual string Name => "RcFleet";

    public ServerProcess Server { get; }

    public virtual IReadOnlyList<(string Role, ServerProcess Process)> Processes => [("gateways", Server)];

    public static async Task<IContestant> StartAsync()
    {
        var silo = await Published.ProgramAsync("Silo", "Embedded");
        var data = Directory.CreateTempSubdirectory("rcfleet-load-").FullName;
        var admin = Loopback(ServerProcess.FreePort());
        string[] arguments =
        [
            silo, "--urls", "{url}", "--Fleet:DataPath", data, "--Fleet:OperatorKey", OperatorKey,
            "--Fleet:AdminUrl", admin.ToString(), "--Logging:LogLevel:Default=Warning",
        ];
        var server = await ServerProcess.StartAsync("dotnet", arguments, "/readyz");
        return new RcFleetServer(server, server.Url, [admin], data);
    }

    public virtual Task PrepareAsync(IReadOnlyList<string> cars) => ProvisionAsync(cars, "control", "camera");

    protected static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    protected async Task ProvisionAsync(IReadOnlyList<string> cars, params string[] roles) =>
        await Parallel.ForEachAsync(cars.SelectMany(car => roles.Select(role => (car, role))), Generator.Connecting, async (board, _) =>
        {
            var deviceId = $"{board.car}-{board.role}";
            _keys[deviceId] = (await Post("/api/operator/devices", new { deviceId, carId = board.car, board.role })).GetProperty("key").GetString()!;
        });

    public async Task<RawWebSocket> BoardAsync(string car, string role, int receiveBuffer = 2048)
    {
        var deviceId = $"{car}-{role}";
        var socket = await RawWebSocket.ConnectAsync(_boards, "/ws/device", _keys[deviceId], receiveBuffer);
        await socket.SendAsync(RawWebSocket.TextFrame($$"""{"type":"register","deviceId":"{{deviceId}}","role":"{{role}}","capabilities":["relay"]}"""));
        await socket.ReadUntilAsync("registered");
        return socket;
    }

    public async Task<RawWebSocket> DriverAsync(string car)
    {
        var session = await Post($"/api/cars/{car}/sessions", null);
        _tokens[car] = session.GetProperty("token").GetString()!;
        _sessions[car] = session.GetProperty("sessionId").GetString()!;
        return await JoinAsync("/ws/drive", car, 2048, "joined");
    }

    public Task<RawWebSocket> ViewerAsync(string car, int receiveBuffer) => JoinAsync("/ws/video", car, receiveBuffer, null);

    /// <summary>The key that a board was provisioned with.</summary>
    public string KeyOf(string deviceId) => _keys[deviceId];

    /// <summary>Waits until a car can be rented and has a camera.</summary>
    public Task AvailableAsync(string car) => UntilAsync("/api/cars", cars => cars.EnumerateArray().FirstOrDefault(c =>
        c.GetProperty("carId").GetString() == car && c.GetProperty("status").GetString() == "available" && c.GetProperty("camera").GetBoolean()));

    /// <summary>The camera's own stream, with a fresh token.</summary>
    public async Task<string> StreamUrlAsync(string car)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/cars/{car}/camera") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _tokens[car]) } };
        using var response = await _operator.SendAsync(request);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("streamUrl").GetString()!;
    }

    /// <summary>Ends the car's session; the ride as the ledger lists it.</summary>
    public async Task<JsonElement> EndAsync(string car)
    {
        var session = _sessions[car];
        using var response = await _operator.DeleteAsync($"/api/sessions/{Uri.EscapeDataString(session)}");
        response.EnsureSuccessStatusCode();
        return await UntilAsync("/api/operator/rides", rides => rides.EnumerateArray().FirstOrDefault(r => r.GetProperty("sessionId").GetString() == session));
    }

    private async Task<JsonElement> UntilAsync(string path, Func<JsonElement, JsonElement> find)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var found = find(await _operator.GetFromJsonAsync<JsonElement>(path));
            if (found.ValueKind != JsonValueKind.Undefined) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new TimeoutException($"{path} did not say within 20 s what it should.");
    }

    public string DriveText(string car, string seq, string t) => $$"""{"type":"drive","seq":{{seq}},"t":{{t}},"steering":-0.25,"throttle":0.4}""";

    public async Task<IReadOnlyDictionary<string, double>> DropsAsync()
    {
        var drops = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (Match match in Dropped().Matches(await MetricsAsync()))
        {
            var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
            if (value > 0) drops[match.Groups["reason"].Value] = drops.GetValueOrDefault(match.Groups["reason"].Value) + value;
        }

        return drops;
    }

    /// <summary>Bytes of messages that gateways sent to boards and drivers, without pictures.</summary>
    public async Task<double> ControlBytesOutAsync() =>
        ControlOut().Matches(await MetricsAsync()).Sum(m => double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture));

    private async Task<string> MetricsAsync() => string.Join('\n', await Task.WhenAll(_metrics.Select(m => _admin.GetStringAsync(new Uri(m, "/metrics")))));

    public virtual async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        _admin.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<RawWebSocket> JoinAsync(string path, string car, int receiveBuffer, string? answer)
    {
        var socket = await RawWebSocket.ConnectAsync(Server.Url, path, null, receiveBuffer);
        await socket.SendAsync(RawWebSocket.TextFrame($$"""{"type":"join","token":"{{_tokens[car]}}"}"""));
        if (answer is not null) await socket.ReadUntilAsync(answer);
        return socket;
    }

    private async Task<JsonElement> Post(string path, object? body)
    {
        var response = body is null ? await _operator.PostAsync(path, null) : await _operator.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)response.StatusCode} {text}"));
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    [GeneratedRegex("^rcfleet_(?:drive_refused|frames_dropped)\\S*?reason=\"(?<reason>[^\"]+)\"\\S* (?<value>[0-9.e+]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Dropped();

    [GeneratedRegex("^rcfleet_bytes\\S*\\{(?=[^}]*rung=\"control\")(?=[^}]*direction=\"out\")[^}]*\\} (?<value>[0-9.e+]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ControlOut();
}
