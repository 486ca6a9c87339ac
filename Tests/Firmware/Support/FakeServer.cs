using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace RcFleet.Firmware.Tests.Support;

/// <summary>A server that misbehaves as the test wants: runs a script on each connection of a board.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<long> _connections = [];

    private FakeServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + "/ws/device";

    /// <summary>When boards connected, oldest first.</summary>
    public IReadOnlyList<long> Connections
    {
        get
        {
            lock (_connections) return [.. _connections];
        }
    }

    /// <param name="script">Gets the socket and the board's first message.</param>
    /// <param name="certificate">With it the server speaks TLS.</param>
    public static async Task<FakeServer> Start(Func<WebSocket, JsonElement, Task> script, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var app = builder.Build();
        var server = new FakeServer(app);
        app.UseWebSockets();
        app.Run(async context =>
        {
            lock (server._connections) server._connections.Add(PulseLog.Now);
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            try
            {
                await script(socket, await Receive(socket));
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
            {
                // The board hung up.
            }
        });
        await app.StartAsync();
        return server;
    }

    public static Task Send(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public static async Task<JsonElement> Receive(WebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        return length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
    }

    /// <summary>Reads until the board closes, and returns its code.</summary>
    public static async Task<int?> Closed(WebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        return (int?)socket.CloseStatus;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
