using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Http;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Operators;
using RcFleet.Gateway.Sessions;
using RcFleet.Gateway.Video;

namespace RcFleet.Gateway;

/// <summary>Maps the gateway's endpoints.</summary>
public static class GatewayApplicationExtensions
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PongWithin = TimeSpan.FromSeconds(10);

    /// <summary>The API, the three WebSockets and the page.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.UseSourceAddress();
        app.UseExceptionHandler();
        app.UseWhen(c => c.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages());
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = PingEvery, KeepAliveTimeout = PongWithin });
        app.MapPage();
        app.MapLobby();
        app.MapThumbnails();
        app.MapSessions();
        app.MapOperators();
        app.MapOpenApi();
        app.MapHealth();
        app.MapSocket("/ws/device", (services, socket, context) =>
            new DeviceConnection(services, socket, context.Connection.RemoteIpAddress, BearerOf(context)).RunAsync(context.RequestAborted));
        app.MapSocket("/ws/drive", (services, socket, context) => new DriverConnection(services, socket).RunAsync(context.RequestAborted));
        app.MapSocket("/ws/video", (services, socket, context) => new ViewerConnection(services, socket).RunAsync(context.RequestAborted));
        return app;
    }

    private static void MapSocket(this IEndpointRouteBuilder routes, string path, Func<GatewayServices, WebSocket, HttpContext, Task> run)
    {
        var services = routes.ServiceProvider.GetRequiredService<GatewayServices>();
        routes.Map(path, async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await context.Problem(StatusCodes.Status426UpgradeRequired, "websocket_expected", "This address speaks WebSocket.").ExecuteAsync(context);
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await run(services, socket, context);
        }).ExcludeFromDescription();
    }

    // The page's own files have hashed names and never change; the page itself is asked for each time.
    private static void MapPage(this WebApplication app)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(root)) return;
        var files = new PhysicalFileProvider(root);
        var options = new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new FileExtensionContentTypeProvider { Mappings = { [".webmanifest"] = "application/manifest+json" } },
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.CacheControl = file.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
                headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' blob: data: http: https:; connect-src 'self' ws: wss: http: https:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
                headers["Referrer-Policy"] = "no-referrer";
                headers.XContentTypeOptions = "nosniff";
            },
        };
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(options);
        foreach (var page in new[] { "/drive", "/operator" }) app.MapFallbackToFile(page, "index.html", options);
    }

    private static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Ok(new { status = "ok" })).WithSummary("The process answers.");
        routes.MapGet("/readyz", async (FleetIndex fleet, HttpContext context) =>
        {
            try
            {
                var cars = await fleet.ListAsync();
                return Results.Ok(new { status = "ready", cars = cars.Length });
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return context.Problem(StatusCodes.Status503ServiceUnavailable, "not_ready", $"The fleet index does not answer: {e.Message}");
            }
        }).WithSummary("The fleet index answers.");
    }

    private static string? BearerOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
}
