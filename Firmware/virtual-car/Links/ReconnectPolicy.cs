namespace RcFleet.VirtualCar.Links;

/// <summary>When to try again: exponential from about a second to 10 s, with jitter so that a fleet does not come back in step.</summary>
public sealed class ReconnectPolicy
{
    /// <summary>The shortest and the longest ordinary wait.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5), Longest = TimeSpan.FromSeconds(10);

    /// <summary>Wait where trying sooner would not help: a refused key, a device that is connected elsewhere.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    /// <summary>How long a registration must have lasted for the next loss to start over: a server that closes at once for ever is not hammered.</summary>
    public static readonly TimeSpan Lasting = TimeSpan.FromSeconds(5);

    private int _attempt;

    /// <summary>A connection has ended that was registered for this long: after a lasting one the next wait is the shortest.</summary>
    public void Lasted(TimeSpan registered)
    {
        if (registered >= Lasting) _attempt = 0;
    }

    /// <summary>How long to wait after a connection has ended.</summary>
    /// <param name="end">Why it ended.</param>
    /// <param name="jitter">Random, in [0, 1).</param>
    public TimeSpan After(LinkEnd end, double jitter)
    {
        switch (end)
        {
            case LinkEnd.Unauthorized or LinkEnd.Revoked or LinkEnd.Replaced:
                return Slow * (1 + 0.1 * jitter);
            case LinkEnd.Restarting:
                _attempt = 0;
                return TimeSpan.FromSeconds(0.1 + 0.9 * jitter);
            default:
                var ceiling = Math.Min(Longest.TotalSeconds, Math.Pow(2, _attempt));
                _attempt = Math.Min(_attempt + 1, 10);
                return Shortest + TimeSpan.FromSeconds((ceiling - Shortest.TotalSeconds) * jitter);
        }
    }
}
