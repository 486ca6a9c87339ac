using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RcFleet.VirtualCar.Tests.Links;

/// <summary>A server that does what a test tells it to, on a real port.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<FakeConnection> _connections = Channel.CreateUnbounded<FakeConnection>();

    private FakeServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>Answers the opening with this status instead of a socket, when set.</summary>
    public int? RefuseWith { get; set; }

    public int Attempts => Volatile.Read(ref _attempts);

    private int _attempts;

    public static async Task<FakeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FakeServer(app);
        app.UseWebSockets();
        app.Map("/ws/device", server.AcceptAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Url = new Uri(address.Replace("http://", "ws://", StringComparison.Ordinal) + "/ws/device");
        return server;
    }

    /// <summary>The next connection, its register message read and answered.</summary>
    public async Task<FakeConnection> RegisteredAsync(string extra = "")
    {
        var connection = await NextAsync();
        await connection.SendAsync(
            """{"type":"registered","deviceId":"d","carId":"car-1","now":1763800000,"heartbeatMs":2000,"failsafeMs":250,"streamKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","kid":"5","stopped":false"""
            + extra + "}");
        return connection;
    }

    /// <summary>The next connection, its register message read.</summary>
    public async Task<FakeConnection> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        var connection = await _connections.Reader.ReadAsync(limit.Token);
        connection.Register = await connection.TextAsync("register");
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AcceptAsync(HttpContext context)
    {
        Interlocked.Increment(ref _attempts);
        if (RefuseWith is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new FakeConnection(socket, context);
        _connections.Writer.TryWrite(connection);
        await connection.PumpAsync();
    }
}
