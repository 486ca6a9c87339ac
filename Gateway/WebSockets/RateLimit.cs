namespace RcFleet.Gateway.WebSockets;

/// <summary>
/// A token bucket for one kind of message on one connection. What exceeds it is dropped; a peer whose drops reach ten
/// bursts without a calm second between is abusive and is closed.
/// </summary>
internal struct RateLimit
{
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private long _lastMs = long.MinValue;
    private long _lastDropMs;
    private int _drops;

    /// <param name="perSecond">Messages a second that may pass for ever.</param>
    /// <param name="burst">Messages that may pass at once.</param>
    public RateLimit(double perSecond, double burst)
    {
        _perSecond = perSecond;
        _burst = burst;
        _tokens = burst;
    }

    /// <summary>Whether a message that came at <paramref name="nowMs"/> may pass.</summary>
    public RateDecision Take(long nowMs)
    {
        if (_lastMs != long.MinValue) _tokens = Math.Min(_burst, _tokens + (nowMs - _lastMs) * _perSecond / 1000);
        _lastMs = nowMs;
        if (_tokens >= 1)
        {
            _tokens--;
            return RateDecision.Pass;
        }

        if (nowMs - _lastDropMs > 1000) _drops = 0;
        _lastDropMs = nowMs;
        return ++_drops > _burst * 10 ? RateDecision.Close : RateDecision.Drop;
    }
}
