using System.Net;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Http;

/// <summary>
/// Slows guessing down: each address has 20 wrong codes, keys or tokens at once and one more every 3 s. What is right never
/// counts. Remembers at most 10,000 addresses; beyond that the oldest are forgotten.
/// </summary>
internal sealed class AttemptLimiter(MonotonicClock clock)
{
    /// <summary>Seconds until one more attempt is free.</summary>
    public const int RetryAfterSeconds = 3;

    private const int Burst = 20;
    private const int MaxAddresses = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (double Free, long AtMs)> _attempts = [];

    /// <summary>Whether this address may try now.</summary>
    public bool MayTry(IPAddress? address)
    {
        lock (_gate) return Free(Key(address), clock.NowMs) >= 1;
    }

    /// <summary>Counts a wrong attempt.</summary>
    public void Failed(IPAddress? address)
    {
        var key = Key(address);
        lock (_gate)
        {
            var now = clock.NowMs;
            if (_attempts.Count >= MaxAddresses && !_attempts.ContainsKey(key))
                foreach (var old in _attempts.OrderBy(a => a.Value.AtMs).Take(MaxAddresses / 10).Select(a => a.Key).ToArray()) _attempts.Remove(old);
            _attempts[key] = (Math.Max(0, Free(key, now) - 1), now);
        }
    }

    private double Free(IPAddress key, long now) =>
        _attempts.TryGetValue(key, out var seen) ? Math.Min(Burst, seen.Free + (now - seen.AtMs) / 1000.0 / RetryAfterSeconds) : Burst;

    // A household has a /64: counting single IPv6 addresses would count nothing.
    private static IPAddress Key(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
