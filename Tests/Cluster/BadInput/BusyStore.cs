using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RcFleet.Cluster.Drills;

namespace RcFleet.Cluster.BadInput;

/// <summary>
/// Stands before Azurite and refuses as a storage account does that has too much to do: 503 <c>ServerBusy</c> and 429
/// <c>TooManyRequests</c> in turn, or it does what it is asked and the answer is lost.
/// </summary>
/// <remarks>Bodies: the error formats of the Table service (JSON) and the Blob service (XML) in Azure's REST reference.</remarks>
internal sealed partial class BusyStore : IAsyncDisposable
{
    private static readonly string[] HopByHop = ["Connection", "Keep-Alive", "Transfer-Encoding", "Host", "Expect"];
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly List<WebApplication> _doors = [];
    private readonly ConcurrentQueue<(long At, bool Refused)> _requests = new();
    private readonly ConcurrentDictionary<string, bool> _toLose = new();
    private int _turn;

    /// <summary>The part of all requests that is refused, 0 to 1.</summary>
    public double Share { get; set; }

    /// <summary>Whether every answer that was to be lost is.</summary>
    public bool AllLost => _toLose.IsEmpty;

    /// <summary>The account behind this.</summary>
    public string ConnectionString { get; private set; } = "";

    public static async Task<BusyStore> StartAsync(Azurite azurite)
    {
        var store = new BusyStore();
        var text = azurite.ConnectionString;
        foreach (Match endpoint in Endpoints().Matches(azurite.ConnectionString))
        {
            var door = await store.Open(endpoint.Groups["url"].Value, blobs: endpoint.Groups["kind"].Value == "Blob");
            text = text.Replace(endpoint.Groups["url"].Value, door, StringComparison.Ordinal);
        }

        store.ConnectionString = text;
        return store;
    }

    /// <summary>The next write whose path has this in it is done, and its answer lost.</summary>
    public void LoseNextAnswer(string pathPart) => _toLose[pathPart] = true;

    /// <summary>How many requests have come since a moment, and how many of them were refused.</summary>
    public (int All, int Refused) Since(long moment)
    {
        var since = _requests.Where(r => r.At >= moment).ToArray();
        return (since.Length, since.Count(r => r.Refused));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors) await door.DisposeAsync();
        _client.Dispose();
    }

    [GeneratedRegex(@"(?<kind>Blob|Table)Endpoint=(?<url>http://[^/]+)/")]
    private static partial Regex Endpoints();

    private async Task<string> Open(string upstream, bool blobs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var door = builder.Build();
        door.Run(context => Answer(context, upstream, blobs));
        await door.StartAsync();
        _doors.Add(door);
        return door.Urls.Single();
    }

    private async Task Answer(HttpContext context, string upstream, bool blobs)
    {
        var refused = Random.Shared.NextDouble() < Share;
        _requests.Enqueue((TimeProvider.System.GetTimestamp(), refused));
        if (refused)
        {
            await Refuse(context, blobs);
            return;
        }

        try
        {
            using var response = await Forward(context.Request, upstream, context.RequestAborted);
            if (context.Request.Method != HttpMethods.Get && _toLose.Keys.FirstOrDefault(part => context.Request.Path.Value!.Contains(part, StringComparison.OrdinalIgnoreCase)) is { } lost && _toLose.TryRemove(lost, out _))
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
                if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)) context.Response.Headers[name] = values.ToArray();
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    private async Task<HttpResponseMessage> Forward(HttpRequest request, string upstream, CancellationToken cancellation)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        body.Position = 0;
        using var forward = new HttpRequestMessage(new HttpMethod(request.Method), upstream + request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget);
        if (body.Length > 0 || request.ContentLength is not null) forward.Content = new StreamContent(body);
        foreach (var (name, values) in request.Headers)
        {
            if (HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (!forward.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) forward.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return await _client.SendAsync(forward, cancellation);
    }

    private async Task Refuse(HttpContext context, bool blobs)
    {
        var tooMany = Interlocked.Increment(ref _turn) % 2 == 0;
        var (status, code, sentence) = tooMany ? (429, "TooManyRequests", "Too many requests.") : (503, "ServerBusy", "The server is busy.");
        var id = Guid.NewGuid();
        var message = string.Create(CultureInfo.InvariantCulture, $"{sentence}\nRequestId:{id}\nTime:{TimeProvider.System.GetUtcNow():o}");
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-request-id"] = id.ToString();
        context.Response.Headers["x-ms-error-code"] = code;
        if (tooMany) context.Response.Headers.RetryAfter = "1";
        context.Response.ContentType = blobs ? "application/xml" : "application/json";
        await context.Response.WriteAsync(blobs
            ? $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
            : System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object> { ["odata.error"] = new { code, message = new { lang = "en-US", value = message } } }));
    }
}
