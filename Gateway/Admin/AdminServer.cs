using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace RcFleet.Gateway.Admin;

/// <summary>
/// What only staff of the machine may see, on a listener and a web server of its own: no header and no proxy can lead a
/// request of the public one here.
/// </summary>
public sealed class AdminServer : IHostedService, IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly MeterProvider _meters;
    private readonly Readiness _readiness;
    private readonly IAdminPages[] _pages;
    private readonly IServiceProvider _services;
    private WebApplication? _app;

    internal AdminServer(IServiceProvider services)
    {
        _services = services;
        _options = services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        _meters = services.GetRequiredService<MeterProvider>();
        _readiness = services.GetRequiredService<Readiness>();
        _pages = [.. services.GetServices<IAdminPages>()];
    }

    /// <summary>Where it listens; null before it does.</summary>
    public Uri? Url { get; private set; }

    /// <summary>Why it does not listen, for people, when nobody had asked for that very address; else null.</summary>
    public string? Problem { get; private set; }

    /// <inheritdoc />
    /// <exception cref="IOException">The configured address can't be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var url = _options.AdminUrl ?? GatewayOptions.DefaultAdminUrl;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 64;
        });
        var app = builder.Build();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(_meters, null, "/metrics", null, null);
        MapPages(app);
        app.Run(Answer);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            var sentence = $"Fleet:AdminUrl {url} can't be used: {e.Message} Choose another one with --Fleet:AdminUrl http://127.0.0.1:PORT, or none.";
            if (_options.AdminUrl is not null) throw new IOException(sentence, e);
            Problem = sentence;
            return;
        }

        _app = app;
        Url = new Uri(app.Urls.First());
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void MapPages(WebApplication app)
    {
        if (_pages.Length == 0) return;
        var login = _services.GetRequiredService<OperatorLogin>();
        app.Use(async (context, next) =>
        {
            if (!_pages.Any(p => context.Request.Path.StartsWithSegments(p.Prefix)))
            {
                await next();
                return;
            }

            if (!await login.LetIn(context)) return;
            await using var scope = _services.CreateAsyncScope();
            context.RequestServices = scope.ServiceProvider;
            await next();
        });
        app.UseRouting();
        var routes = new PageRoutes(app, _services);
        foreach (var page in _pages) page.Map(routes);
        app.UseEndpoints(_ => { });
    }

    private async Task Answer(HttpContext context)
    {
        context.Response.StatusCode = (int)HttpStatusCode.OK;
        switch (context.Request.Path.Value)
        {
            case "/healthz":
                await context.Response.WriteAsync("ok\n");
                break;
            case "/readyz":
                var answer = await _readiness.AskAsync();
                if (answer.Code is not null) context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                await context.Response.WriteAsync(answer.Sentence + "\n");
                break;
            default:
                context.Response.StatusCode = (int)HttpStatusCode.NotFound;
                await context.Response.WriteAsync(string.Join(", ", (string[])["/metrics", "/healthz", "/readyz", .. _pages.Select(p => p.Prefix)]) + "\n");
                break;
        }
    }
}
