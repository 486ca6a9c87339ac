using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using RcFleet.Load.Client;

namespace RcFleet.Load.Contestants;

/// <summary>The system itself, with an empty data path and its defaults.</summary>
internal sealed partial class RcFleetServer : IContestant
{
    private const string OperatorKey = "operator-key-of-the-benchmark";
    private readonly HttpClient _operator;
    private readonly HttpClient _admin;
    private readonly string _data;
    private readonly ConcurrentDictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    private RcFleetServer(ServerProcess server, string data, int adminPort)
    {
        Server = server;
        _data = data;
        _operator = new HttpClient { BaseAddress = server.Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey) } };
        _admin = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{adminPort}")) };
    }

    public string Name => "RcFleet";

    public ServerProcess Server { get; }

    public static async Task<IContestant> StartAsync()
    {
        var silo = typeof(RcFleetServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SiloPath").Value!;
        var data = Directory.CreateTempSubdirectory("rcfleet-load-").FullName;
        var adminPort = ServerProcess.FreePort();
        string[] arguments =
        [
            silo, "--urls", "{url}", "--Fleet:DataPath", data, "--Fleet:OperatorKey", OperatorKey,
            "--Fleet:AdminUrl", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{adminPort}"), "--Logging:LogLevel:Default=Warning",
        ];
        return new RcFleetServer(await ServerProcess.StartAsync("dotnet", arguments, "/readyz"), data, adminPort);
    }

    public async Task PrepareAsync(IReadOnlyList<string> cars) =>
        await Parallel.ForEachAsync(cars.SelectMany(car => new[] { (car, role: "control"), (car, role: "camera") }), Generator.Connecting, async (board, _) =>
        {
            var deviceId = $"{board.car}-{board.role}";
            _keys[deviceId] = (await Post("/api/operator/devices", new { deviceId, carId = board.car, board.role })).GetProperty("key").GetString()!;
        });

    public async Task<RawWebSocket> BoardAsync(string car, string role, int receiveBuffer = 2048)
    {
        var deviceId = $"{car}-{role}";
        var socket = await RawWebSocket.ConnectAsync(Server.Url, "/ws/device", _keys[deviceId], receiveBuffer);
        await socket.SendAsync(RawWebSocket.TextFrame($$"""{"type":"register","deviceId":"{{deviceId}}","role":"{{role}}","capabilities":["relay"]}"""));
        await socket.ReadUntilAsync("registered");
        return socket;
    }

    public async Task<RawWebSocket> DriverAsync(string car)
    {
        _tokens[car] = (await Post($"/api/cars/{car}/sessions", null)).GetProperty("token").GetString()!;
        return await JoinAsync("/ws/drive", car, 2048, "joined");
    }

    public Task<RawWebSocket> ViewerAsync(string car, int receiveBuffer) => JoinAsync("/ws/video", car, receiveBuffer, null);

    public string DriveText(string car, string seq, string t) => $$"""{"type":"drive","seq":{{seq}},"t":{{t}},"steering":-0.25,"throttle":0.4}""";

    public async Task<IReadOnlyDictionary<string, double>> DropsAsync()
    {
        var drops = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (Match match in Dropped().Matches(await _admin.GetStringAsync("/metrics")))
        {
            var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
            if (value > 0) drops[match.Groups["reason"].Value] = drops.GetValueOrDefault(match.Groups["reason"].Value) + value;
        }

        return drops;
    }

    public async ValueTask DisposeAsync()
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
}
