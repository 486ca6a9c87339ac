using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Video;

namespace RcFleet.Gateway.Peers;

/// <summary>
/// Listens for other gateways, on an address and a web server of its own: no request of the public one can come here. Without
/// <c>Fleet:PeerUrl</c> it does not listen.
/// </summary>
internal sealed class PeerServer(GatewayServices services, PeerKey key, PeerLinks links, Thumbnails thumbnails) : IHostedService, IAsyncDisposable
{
    private const int MaxConnections = 1024;
    private static readonly TimeSpan HandshakeDeadline = TimeSpan.FromSeconds(5);
    private WebApplication? _app;

    /// <inheritdoc />
    /// <exception cref="IOException">The configured address can't be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.Options.PeerUrl is not { } url) return;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        if (services.Options.PeerCertificate is { } pem)
        {
            var certificate = Certificate(pem);
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = HandshakeDeadline;
        });
        var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(2), KeepAliveTimeout = TimeSpan.FromSeconds(5) });
        app.Run(Answer);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            await app.DisposeAsync();
            throw new IOException($"Fleet:PeerUrl {url} can't be used: {e.Message}", e);
        }

        _app = app;

        // By the name that the setting says: listened to is every address that the name might have. A port of 0 has become one.
        services.Identity.PeerUrl = new UriBuilder(url) { Port = new Uri(app.Urls.First()).Port }.Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        links.Stop();
        services.Bridges.Stop();
        return _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static X509Certificate2 Certificate(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(pem);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Fleet:PeerCertificate {pem} can't be used: {e.Message}", e);
        }
    }

    private async Task Answer(HttpContext context)
    {
        if (context.Request.Path != PeerConnector.Path || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var speaksIt = context.WebSockets.WebSocketRequestedProtocols.Contains(PeerFrames.SubProtocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(speaksIt ? PeerFrames.SubProtocol : null);
        if (await Authenticate(context, socket) is not var (gateway, lane)) return;
        await (lane switch
        {
            PeerLaneKind.Commands => new InboundPeer(services, socket, gateway).RunAsync(context.RequestAborted),
            PeerLaneKind.Video => new BridgedViewer(services, socket).RunAsync(context.RequestAborted),
            PeerLaneKind.Thumbnail => new AskedThumbnail(services, thumbnails, socket).RunAsync(context.RequestAborted),
            _ => throw new InvalidOperationException($"Unknown lane {lane}."),
        });
    }

    private async Task<(string Gateway, PeerLaneKind Lane)?> Authenticate(HttpContext context, WebSocket socket)
    {
        using var deadline = new CancellationTokenSource(HandshakeDeadline, services.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            if (await PeerHandshake.AcceptAsync(socket, key, services.Identity.Id, either.Token) is { } peer) return peer;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // Counted below.
        }

        services.Metrics.PeerRefused("handshake");
        services.Logger.PeerRefused(context.Connection.RemoteIpAddress?.ToString(), "it does not know Fleet:PeerSecret, or meant another gateway");
        socket.Abort();
        return null;
    }
}
