namespace RcFleet.VirtualCar.Links;

/// <summary>
/// When to send telemetry: at a change of neutral or armed, else every 150 ms in a session (the contract wants 5 Hz or
/// more), else at each heartbeat; never closer than 60 ms together, for the server takes 20 a second.
/// </summary>
public sealed class TelemetryPacer
{
    private const int InSessionMs = 150, ClosestMs = 60;
    private long? _lastAt;
    private (bool Neutral, bool Armed) _last;

    /// <summary>The connection is new: the first message is due at once.</summary>
    public void Reset() => _lastAt = null;

    /// <summary>Whether to send now; if so, this moment counts as sent.</summary>
    public bool Due(long nowMs, bool neutral, bool armed, bool inSession, int heartbeatMs)
    {
        if (_lastAt is { } last)
        {
            var period = _last != (neutral, armed) ? ClosestMs : inSession ? InSessionMs : heartbeatMs;
            if (nowMs - last < period) return false;
        }

        _lastAt = nowMs;
        _last = (neutral, armed);
        return true;
    }
}
