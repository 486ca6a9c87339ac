using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace RcFleet.VirtualCar.Streaming;

/// <summary>
/// The camera's own HTTP server: <c>GET /stream?t=token</c> is MJPEG, <c>GET /telemetry</c> is JSON for tools on the
/// network. Kestrel without a host around it, so that many cars fit into one process.
/// </summary>
public sealed class StreamServer : IAsyncDisposable
{
    /// <summary>Separates the parts of <c>multipart/x-mixed-replace</c>.</summary>
    public const string Boundary = "rcframe";

    private static readonly byte[] FirstBoundary = Encoding.ASCII.GetBytes($"--{Boundary}\r\n");
    private static readonly byte[] NextBoundary = Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\n");

    private readonly IPAddress _address;
    private readonly StreamGate _gate;
    private readonly FrameFeed _feed;
    private readonly Func<byte[]> _telemetry;
    private readonly Func<long> _nowMs;
    private readonly Lock _streamsLock = new();
    private readonly Dictionary<CancellationTokenSource, string> _streams = [];
    private volatile string[]? _pages;
    private KestrelServer? _server;

    /// <param name="address">Where to listen.</param>
    /// <param name="port">0 takes any free one.</param>
    /// <param name="gate">Who may watch.</param>
    /// <param name="feed">What there is to see.</param>
    /// <param name="telemetry">The JSON of <c>/telemetry</c>.</param>
    /// <param name="nowMs">The car's monotonic clock.</param>
    public StreamServer(IPAddress address, int port, StreamGate gate, FrameFeed feed, Func<byte[]> telemetry, Func<long> nowMs)
    {
        (_address, Port, _gate, _feed, _telemetry, _nowMs) = (address, port, gate, feed, telemetry, nowMs);
    }

    /// <summary>The port that it listens on, once started.</summary>
    public int Port { get; private set; }

    /// <summary>The streams stay open and bring nothing, as when the network swallows everything.</summary>
    public bool Stalled { get; set; }

    /// <summary>Listens; again, on the same port, after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = 16;
        options.Limits.MaxRequestBodySize = 1024;
        options.Listen(_address, Port);
        var loggers = NullLoggerFactory.Instance;
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers),
            loggers);
        await _server.StartAsync(new Application(this), cancellation);
        var address = _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        Port = new Uri(address).Port;
    }

    /// <summary>Which pages' scripts may read from here: origins (RFC 6454), separated by spaces. Null: those of any.</summary>
    public void AllowPages(string? origins) => _pages = origins?.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Ends the streams of a session at once; of all if <paramref name="sessionId"/> is null.</summary>
    public void EndStreams(string? sessionId)
    {
        CancellationTokenSource[] ending;
        lock (_streamsLock)
            ending = [.. _streams.Where(stream => sessionId is null || stream.Value == sessionId).Select(stream => stream.Key)];
        foreach (var stream in ending) stream.Cancel();
    }

    /// <summary>Ends all streams and listens no more.</summary>
    public async Task StopAsync()
    {
        if (_server is not { } server) return;
        _server = null;
        EndStreams(null);
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token);
        server.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private Task HandleAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        AllowPage(context.Request.Headers, headers);
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            headers.Allow = "GET, OPTIONS";
            return Refuse(context, StatusCodes.Status405MethodNotAllowed, "Only GET.");
        }

        return context.Request.Path.Value switch
        {
            "/stream" => StreamAsync(context),
            "/telemetry" => TelemetryAsync(context),
            _ => Refuse(context, StatusCodes.Status404NotFound, "There is /stream and /telemetry."),
        };
    }

    // The token is the secret; no cookie or header takes part. What this keeps away is a page elsewhere that got hold of one.
    private void AllowPage(IHeaderDictionary request, IHeaderDictionary response)
    {
        var origin = request.Origin.ToString();
        if (_pages is not { } pages)
        {
            response.AccessControlAllowOrigin = "*";
        }
        else
        {
            response.Vary = "Origin";
            if (!pages.Contains(origin, StringComparer.Ordinal)) return;
            response.AccessControlAllowOrigin = origin;
        }

        // A plain GET has no preflight, but Chromium before 142 sends one from a page on the internet to a private address.
        if (!request.ContainsKey("Access-Control-Request-Method")) return;
        response.AccessControlAllowMethods = "GET";
        response.AccessControlMaxAge = "600";
        if (request["Access-Control-Request-Private-Network"] == "true") response["Access-Control-Allow-Private-Network"] = "true";
    }

    private async Task TelemetryAsync(HttpContext context)
    {
        var json = _telemetry();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context)
    {
        var token = context.Request.Query["t"];
        var verdict = _gate.Enter(_nowMs(), token.Count == 1 ? token[0] : null, out var sessionId);
        if (verdict is StreamVerdict.TimeUnknown or StreamVerdict.Busy)
        {
            context.Response.Headers.RetryAfter = verdict is StreamVerdict.Busy ? "5" : "2";
            await Refuse(context, StatusCodes.Status503ServiceUnavailable, "Not now.");
            return;
        }

        if (verdict is not StreamVerdict.Accepted)
        {
            await Refuse(context, StatusCodes.Status401Unauthorized, "Bad or spent token.");
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var slot = _feed.Join();
        lock (_streamsLock) _streams.Add(ending, sessionId);
        try
        {
            await SendAsync(context, slot.Reader, ending.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();   // in the middle of a frame that the viewer does not take: nothing more may reach it
        }
        finally
        {
            lock (_streamsLock) _streams.Remove(ending);
            _feed.Leave(slot);
            _gate.Leave();
        }
    }

    //  --rcframe CRLF
    //  Content-Type: image/jpeg CRLF
    //  Content-Length: n CRLF CRLF
    //  n bytes CRLF
    //  --rcframe CRLF      sent with the frame before, for browsers show a part only when the next one begins
    private async Task SendAsync(
        HttpContext context, System.Threading.Channels.ChannelReader<EncodedFrame> frames, CancellationToken ending)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = $"multipart/x-mixed-replace; boundary={Boundary}";
        var body = context.Response.BodyWriter;
        await body.WriteAsync(FirstBoundary, ending);
        while (true)
        {
            EncodedFrame frame;
            try
            {
                frame = await frames.ReadAsync(ending);
            }
            catch (OperationCanceledException)
            {
                return;   // the session ended, or the viewer left, between two frames: so does the answer
            }

            if (Stalled) continue;
            Write(body, Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"Content-Type: image/jpeg\r\nContent-Length: {frame.Jpeg.Length}\r\n\r\n")));
            Write(body, frame.Jpeg);
            Write(body, NextBoundary);
            var flushed = await body.FlushAsync(ending);
            if (flushed.IsCompleted) return;
        }
    }

    private static void Write(System.IO.Pipelines.PipeWriter body, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var span = body.GetSpan(Math.Min(bytes.Length, 4096));
            var count = Math.Min(span.Length, bytes.Length);
            bytes[..count].CopyTo(span);
            body.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static async Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        context.Response.ContentLength = why.Length;
        await context.Response.WriteAsync(why, context.RequestAborted);
    }

    private sealed class Application(StreamServer server) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => server.HandleAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
