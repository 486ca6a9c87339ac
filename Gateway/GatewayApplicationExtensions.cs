using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RcFleet.Gateway.Addresses;
using RcFleet.Gateway.Admin;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Drivers;
using RcFleet.Gateway.Http;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Operators;
using RcFleet.Gateway.Page;
using RcFleet.Gateway.Sessions;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

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
        var pages = app.Services.GetRequiredService<PublicAddress>();
        app.MapSocket("/ws/device", (services, socket, context) =>
            new DeviceConnection(services, socket, context.Connection.RemoteIpAddress, BearerOf(context), pages.Origins(context.Request)).RunAsync(context.RequestAborted));
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

            // Who is let in would wait for an answer until it gives up; at another gateway it is served at once.
            if (services.Reach.IsCut)
            {
                context.Response.Headers.RetryAfter = ApiErrors.RetryAfterSeconds;
                await context.Problem(StatusCodes.Status503ServiceUnavailable, "cut_off", Connections.CutOff).ExecuteAsync(context);
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            Task running;

            // A socket's messages are none of the request's business: its execution context, which every message would carry
            // along from await to await and into the grains, stays behind.
            using (ExecutionContext.SuppressFlow()) running = run(services, socket, context);
            await running;
        }).ExcludeFromDescription();
    }

    private static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Ok(new { status = "ok" })).WithSummary("The process answers.");
        routes.MapGet("/readyz", async (Readiness readiness, HttpContext context) =>
        {
            var answer = await readiness.AskAsync();
            return answer.Code is { } code
                ? context.Problem(StatusCodes.Status503ServiceUnavailable, code, answer.Sentence)
                : Results.Ok(new { status = "ready", answer.Cars });
        }).WithSummary("Anybody may be sent here.");
    }

    private static string? BearerOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
}
