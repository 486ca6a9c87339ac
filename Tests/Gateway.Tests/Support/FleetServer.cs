using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using RcFleet.Silo;
using RcFleet.Silo.Configuration;

namespace RcFleet.Gateway.Tests.Support;

/// <summary>The whole system in this process, on a port and data path of its own.</summary>
internal sealed class FleetServer : IAsyncDisposable
{
    public const string OperatorKey = "operator-key-of-the-tests";
    private readonly WebApplication _app;
    private readonly bool _ownsData;

    private FleetServer(WebApplication app, string dataPath, bool ownsData)
    {
        _app = app;
        _ownsData = ownsData;
        DataPath = dataPath;
        Url = new Uri(app.Urls.First());
        Anyone = new HttpClient { BaseAddress = Url };
        Operator = new HttpClient { BaseAddress = Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey) } };
    }

    public string DataPath { get; }

    public Uri Url { get; }

    public HttpClient Anyone { get; }

    public HttpClient Operator { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<FleetServer> StartAsync(string? dataPath = null, params string[] settings)
    {
        var path = dataPath ?? Directory.CreateTempSubdirectory("rcfleet-test-").FullName;
        string[] args = ["--urls", "http://127.0.0.1:0", "--Fleet:DataPath", path, "--Fleet:OperatorKey", OperatorKey, .. settings];
        if (!CommandLine.TryParse(args, out var command)) throw new ArgumentException(command.Problem);
        var builder = FleetHost.CreateBuilder(command);
        var problems = FleetConfiguration.Problems(builder.Configuration);
        if (problems.Count > 0) throw new ArgumentException(string.Join(" ", problems));
        var app = builder.BuildFleet(command);
        await app.StartAsync();
        return new FleetServer(app, path, dataPath is null);
    }

    /// <summary>Provisions a board and returns its key.</summary>
    public async Task<string> Provision(string deviceId, string carId, string role)
    {
        var response = await Operator.PostAsJsonAsync("/api/operator/devices", new { deviceId, carId, role });
        return (await Json(response, 201)).GetProperty("key").GetString()!;
    }

    /// <summary>Provisions a board and connects it.</summary>
    public async Task<TestSocket> Device(string deviceId, string carId, string role, object? more = null)
    {
        var socket = await Socket("/ws/device", await Provision(deviceId, carId, role));
        await socket.Send(Merge(new { type = "register", deviceId, role }, more));
        await socket.Next("registered");
        return socket;
    }

    public async Task<string> Code(int minutes = 10, int? uses = null, params string[] cars)
    {
        var response = await Operator.PostAsJsonAsync("/api/operator/codes", new { minutes, uses, cars });
        return (await Json(response, 201)).GetProperty("code").GetString()!;
    }

    /// <summary>Rents a car with a new code.</summary>
    public async Task<Rental> Rent(string carId, int minutes = 10)
    {
        var code = await Code(minutes);
        var session = await Json(await Anyone.PostAsJsonAsync($"/api/cars/{carId}/sessions", new { code }), 201);
        return new Rental(code, session.GetProperty("sessionId").GetString()!, session.GetProperty("token").GetString()!, session.GetProperty("epoch").GetInt64());
    }

    /// <summary>Joins as a driver; the answer is the first message of the socket.</summary>
    public async Task<TestSocket> Join(string token)
    {
        var driver = await Socket("/ws/drive");
        await driver.Send(new { type = "join", token });
        await driver.Next("joined");
        return driver;
    }

    public Task<TestSocket> Socket(string path, string? bearer = null) =>
        TestSocket.ConnectAsync(new UriBuilder(Url) { Scheme = "ws", Path = path }.Uri, bearer);

    /// <summary>A request with a bearer of its own.</summary>
    public Task<HttpResponseMessage> SendAs(string? bearer, HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (body is not null) request.Content = JsonContent.Create(body);
        return Anyone.SendAsync(request);
    }

    /// <summary>The JSON of a response that must have this status.</summary>
    public static async Task<JsonElement> Json(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Asserts problem details of this status and code.</summary>
    public static async Task Refused(HttpResponseMessage response, int status, string code)
    {
        var problem = await Json(response, status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("error").GetString()!);
    }

    public async Task<JsonElement> Car(string carId)
    {
        var cars = await Json(await Operator.GetAsync("/api/operator/cars"), 200);
        return cars.EnumerateArray().Single(c => c.GetProperty("carId").GetString() == carId);
    }

    public async ValueTask DisposeAsync()
    {
        Anyone.Dispose();
        Operator.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsData) Directory.Delete(DataPath, recursive: true);
    }

    private static Dictionary<string, object?> Merge(object first, object? second)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var source in new[] { first, second })
            foreach (var property in source?.GetType().GetProperties() ?? []) all[property.Name] = property.GetValue(source);
        return all;
    }
}
