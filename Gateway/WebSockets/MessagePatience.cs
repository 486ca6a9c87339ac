namespace RcFleet.Gateway.WebSockets;

/// <summary>
/// Notices a peer that lets one message drip, byte by byte or in empty fragments: it would hold a buffer for ever, and what
/// it says never ends. A ping can't come in the middle of a frame, so the WebSocket's own keep-alive does not see it.
/// </summary>
internal struct MessagePatience
{
    /// <summary>How long one message may take, in milliseconds.</summary>
    public const long LimitMs = 10_000;

    private int _whole;
    private long _sinceMs;

    /// <summary>Whether the message that <paramref name="reader"/> is in the middle of takes too long. Asked a few times a second.</summary>
    public bool IsOver(MessageReader? reader, long nowMs)
    {
        if (reader is { Midway: true } && reader.Whole == _whole && _sinceMs != 0) return nowMs - _sinceMs > LimitMs;
        _sinceMs = reader is { Midway: true } ? nowMs : 0;
        _whole = reader?.Whole ?? 0;
        return false;
    }
}
