using System.Net.WebSockets;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>Another gateway that asks for the thumbnail of a camera here: it gets the one that this gateway would show.</summary>
internal sealed class AskedThumbnail(GatewayServices services, Thumbnails thumbnails, WebSocket socket)
{
    private const string Lane = "thumbnails";

    /// <summary>Answers one question within the time that the other gateway waits, and closes.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(PeerThumbnails.DeadlineMs), services.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        using var reader = new MessageReader(socket, 0, ThumbnailFrames.MaxAsk);
        services.Metrics.PeerLinks(Lane, "in", 1);
        try
        {
            var kind = await reader.ReadAsync(either.Token);
            if (kind == MessageKind.Closed) return;
            if (kind == MessageKind.Binary && ThumbnailFrames.TryReadAsk(reader.Message, out var deviceId, out var inUse))
            {
                await AnswerAsync(deviceId, inUse, either.Token);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", either.Token);
            }
            else
            {
                services.Metrics.PeerRefused("malformed");
                await socket.CloseAsync(CloseCodes.Malformed, "malformed", either.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // The other gateway has gone, or takes nothing: its fetch has failed, which it knows.
            socket.Abort();
        }
        finally
        {
            services.Metrics.PeerLinks(Lane, "in", -1);
        }
    }

    private async Task AnswerAsync(string deviceId, bool inUse, CancellationToken cancellation)
    {
        var result = services.Devices.Find(deviceId) is { } camera
            ? await thumbnails.GetAsync(camera.CarId, inUse, hereOnly: true).WaitAsync(cancellation)
            : new ThumbnailResult(ThumbnailOutcome.Unreachable);
        var answer = result.Picture is { } picture
            ? ThumbnailFrames.Answer(ThumbnailOutcome.Taken, picture.Jpeg, services.Clock.NowMs - picture.TakenMs)
            : ThumbnailFrames.Answer(result.Outcome, [], 0);
        await socket.SendAsync(answer, WebSocketMessageType.Binary, true, cancellation);
        services.Metrics.PeerBytes("out", answer.Length);
    }
}
