using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Gateway.Devices;
using RcFleet.Gateway.Peers;
using RcFleet.Gateway.Video;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>Fetches thumbnails from other gateways: one authenticated connection each, one question, one answer.</summary>
internal sealed class PeerThumbnails(
    IGrainFactory grains, PeerConnector connector, GatewayIdentity identity, MonotonicClock clock, GatewayMetrics metrics, ILogger<PeerThumbnails> logger)
    : IPeerThumbnails
{
    /// <summary>How long one may take, from the first step to the last byte. Milliseconds; the other gateway waits for its camera meanwhile.</summary>
    public const int DeadlineMs = 7_000;

    private const string Lane = "thumbnails";
    private static readonly ThumbnailResult Unreachable = new(ThumbnailOutcome.Unreachable);

    /// <inheritdoc />
    public async Task<ThumbnailResult?> FetchAsync(string carId, bool inUse)
    {
        try
        {
            if (await grains.GetGrain<ICarGrain>(carId).FindCamera() is not { Gateway: { } gateway } place || gateway == identity.Id) return null;
            if (!connector.Possible || place.PeerUrl is not { } url) return Unreachable;
            using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(DeadlineMs), clock.Time);
            using var socket = await connector.DialAsync(gateway, url, PeerLaneKind.Thumbnail, deadline.Token);
            metrics.PeerLinks(Lane, "out", 1);
            try
            {
                return await AskAsync(socket, place.DeviceId, inUse, deadline.Token);
            }
            finally
            {
                metrics.PeerLinks(Lane, "out", -1);
            }
        }
        catch (Exception e)
        {
            // The next one who asks, some seconds later, may have more luck.
            logger.ThumbnailNotFetched(carId, e);
            return Unreachable;
        }
    }

    private async Task<ThumbnailResult> AskAsync(WebSocket socket, string deviceId, bool inUse, CancellationToken cancellation)
    {
        await socket.SendAsync(ThumbnailFrames.Ask(deviceId, inUse), WebSocketMessageType.Binary, true, cancellation);
        using var reader = new MessageReader(socket, 0, ThumbnailFrames.Head + DeviceMessages.MaxFrame);
        var kind = await reader.ReadAsync(cancellation);
        if (kind == MessageKind.Closed) return Unreachable;
        if (kind == MessageKind.Binary && Read(reader.Message) is { } result)
        {
            metrics.PeerBytes("in", reader.Message.Length);
            return result;
        }

        metrics.PeerRefused("malformed");
        return Unreachable;
    }

    private ThumbnailResult? Read(ReadOnlySpan<byte> answer)
    {
        if (!ThumbnailFrames.TryReadAnswer(answer, out var outcome, out var ageMs, out var jpeg)) return null;
        if (outcome != ThumbnailOutcome.Taken) return new ThumbnailResult(outcome);
        return VideoFrame.IsWhole(jpeg) ? new ThumbnailResult(ThumbnailOutcome.Fetched, Thumbnail.Of(jpeg.ToArray(), clock, ageMs)) : null;
    }
}
