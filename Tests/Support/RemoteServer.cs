using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace RcFleet.Support;

/// <summary>What operators, boards and drivers do with a running system, as anybody could with the public contract.</summary>
public class RemoteServer : IAsyncDisposable
{
    public const string OperatorKey = "operator-key-of-the-tests";

    protected RemoteServer(Uri url)
    {
        Url = url;
        Anyone = new HttpClient { BaseAddress = Url };
        Operator = new HttpClient { BaseAddress = Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OperatorKey) } };
    }

    public Uri Url { get; }

    public HttpClient Anyone { get; }

    public HttpClient Operator { get; }

    public static RemoteServer At(Uri url) => new(url);

    public static RemoteServer At(int port) => At(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));

    /// <summary>Provisions a board and returns its key.</summary>
    public async Task<string> Provision(string deviceId, string carId, string role)
    {
        var response = await Operator.PostAsJsonAsync("/api/operator/devices", new { deviceId, carId, role });
        return (await Json(response, 201)).GetProperty("key").GetString()!;
    }

    /// <summary>Provisions a board and connects it.</summary>
    public async Task<TestSocket> Device(string deviceId, string carId, string role, object? more = null) =>
        await Register(deviceId, await Provision(deviceId, carId, role), more);

    /// <summary>Connects a board that was provisioned before.</summary>
    public async Task<TestSocket> Register(string deviceId, string key, object? more = null)
    {
        var socket = await Socket("/ws/device", key);
        await socket.Send(Merge(new { type = "register", deviceId }, more));
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

    /// <summary>Asserts an answer without a body.</summary>
    public static async Task Done(HttpResponseMessage response) =>
        Assert.True((int)response.StatusCode == 204, $"{(int)response.StatusCode} instead of 204: {await response.Content.ReadAsStringAsync()}");

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

    public virtual ValueTask DisposeAsync()
    {
        Anyone.Dispose();
        Operator.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Dictionary<string, object?> Merge(object first, object? second)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var source in new[] { first, second })
            foreach (var property in source?.GetType().GetProperties() ?? []) all[property.Name] = property.GetValue(source);
        return all;
    }
}
