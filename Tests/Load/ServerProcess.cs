using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Reflection;
using System.Text.Json;

namespace RcFleet.Load;

/// <summary>The system under test: a process of its own, on a free port, with an empty data path.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string OperatorKey = "operator-key-of-the-benchmark";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly string _data;

    private ServerProcess(Process process, string data, Uri url, TimeSpan startedIn)
    {
        _process = process;
        _data = data;
        Url = url;
        StartedIn = startedIn;
        Operator = new HttpClient { BaseAddress = url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey) } };
    }

    public Uri Url { get; }

    public HttpClient Operator { get; }

    /// <summary>From the process' start until it was ready.</summary>
    public TimeSpan StartedIn { get; }

    /// <summary>Processor time that the process has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<ServerProcess> StartAsync()
    {
        var silo = typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SiloPath").Value!;
        var data = Directory.CreateTempSubdirectory("rcfleet-load-").FullName;
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { silo, "--urls", url.ToString(), "--Fleet:DataPath", data, "--Fleet:OperatorKey", OperatorKey, "--Logging:LogLevel:Default=Warning" },
            RedirectStandardOutput = true,
        };
        var begun = TimeProvider.System.GetTimestamp();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var probe = new HttpClient { BaseAddress = url };
        while (true)
        {
            try
            {
                if ((await probe.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK) break;
            }
            catch (HttpRequestException) when (!process.HasExited && TimeProvider.System.GetElapsedTime(begun) < StartDeadline)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }

        return new ServerProcess(process, data, url, TimeProvider.System.GetElapsedTime(begun));
    }

    /// <summary>Provisions a board and connects it.</summary>
    public async Task<ClientWebSocket> Board(string carId, string role)
    {
        var deviceId = $"{carId}-{role}";
        var key = (await Post("/api/operator/devices", new { deviceId, carId, role })).GetProperty("key").GetString();
        var socket = await Connect("/ws/device", key);
        await Send(socket, new { type = "register", deviceId, role });
        await ReceiveUntil(socket, "registered");
        return socket;
    }

    /// <summary>Rents a car and joins it.</summary>
    public async Task<ClientWebSocket> Driver(string carId)
    {
        var token = (await Post($"/api/cars/{carId}/sessions", null)).GetProperty("token").GetString();
        var socket = await Connect("/ws/drive", null);
        await Send(socket, new { type = "join", token });
        await ReceiveUntil(socket, "joined");
        return socket;
    }

    public static Task Send(ClientWebSocket socket, object message) =>
        socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static async Task ReceiveUntil(ClientWebSocket socket, string type)
    {
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) throw new InvalidOperationException($"Closed with {socket.CloseStatus} {socket.CloseStatusDescription}.");
            if (JsonDocument.Parse(buffer.AsMemory(0, part.Count)).RootElement.GetProperty("type").GetString() == type) return;
        }
    }

    private async Task<ClientWebSocket> Connect(string path, string? key)
    {
        var socket = new ClientWebSocket();
        if (key is not null) socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        await socket.ConnectAsync(new UriBuilder(Url) { Scheme = "ws", Path = path }.Uri, CancellationToken.None);
        return socket;
    }

    private async Task<JsonElement> Post(string path, object? body)
    {
        var response = body is null ? await Operator.PostAsync(path, null) : await Operator.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)response.StatusCode} {text}"));
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
