using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RcFleet.Load.Opponents;

/// <summary>
/// What Kestrel and its WebSockets cost alone: passes whole messages from a driver to the car's controller, from the
/// controller back to the driver, and from a camera to its viewers. Knows cars by the path, reads no message, checks nothing.
/// </summary>
internal static class BareRelay
{
    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<WebSocket, SemaphoreSlim>> Ends = new(StringComparer.Ordinal);

    /// <param name="url">Where to listen.</param>
    /// <param name="tuned">Whether its sockets are set as RcFleet's are.</param>
    public static async Task RunAsync(string url, bool tuned)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.UseSockets(sockets => (sockets.UnsafePreferInlineScheduling, sockets.WaitForDataBeforeAllocatingBuffer) = (tuned, !tuned));
        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/", () => "ready");
        app.Map("/{end}/{car}", async (HttpContext context, string end, string car) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var other = end switch { "drive" => "control", "control" => "drive", "camera" => "video", _ => "" };
            var peers = Ends.GetOrAdd($"{other}/{car}", static _ => []);
            Ends.GetOrAdd($"{end}/{car}", static _ => []).TryAdd(socket, new SemaphoreSlim(1));
            await PassAsync(socket, peers, end == "camera" ? 256 * 1024 : 4096, context.RequestAborted);
        });
        await app.RunAsync();
    }

    private static async Task PassAsync(WebSocket from, ConcurrentDictionary<WebSocket, SemaphoreSlim> peers, int bufferSize, CancellationToken cancellation)
    {
        var buffer = new byte[bufferSize];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await from.ReceiveAsync(buffer.AsMemory(length), cancellation);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close) return;
                foreach (var (peer, gate) in peers)
                {
                    // One writer at a time, as a socket demands.
                    await gate.WaitAsync(cancellation);
                    try
                    {
                        await peer.SendAsync(buffer.AsMemory(0, length), part.MessageType, true, cancellation);
                    }
                    finally
                    {
                        gate.Release();
                    }
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The connection is over.
        }
    }
}
