using System.Collections.Concurrent;
using RcFleet.Cars;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Peers;

/// <summary>
/// How old what other gateways sent is. Their clocks share nothing with ours but the rate, so each sender has an
/// <see cref="AgeGate"/>: the fastest way of the last 30 s counts as none. One gate serves all cars of a sender and both
/// routes, so that a burst which a silo or TCP held back is found old by what came before it.
/// </summary>
/// <remarks>At most <see cref="MaxSenders"/> of them; those that have not been heard for a minute make room.</remarks>
internal sealed class SenderClocks(GatewayIdentity identity)
{
    /// <summary>The most senders that are remembered.</summary>
    public const int MaxSenders = 1024;

    private const long ForgetMs = 60_000;
    private readonly ConcurrentDictionary<string, Sender> _senders = new(StringComparer.Ordinal);

    /// <summary>How much longer than the fastest of the last 30 s this was under way, in milliseconds.</summary>
    /// <param name="gateway">Who sent it.</param>
    /// <param name="sentMs">When, on the sender's monotonic clock.</param>
    /// <param name="nowMs">Now, on ours.</param>
    public long Transit(string gateway, uint sentMs, long nowMs)
    {
        if (!_senders.TryGetValue(gateway, out var sender))
        {
            if (_senders.Count >= MaxSenders) Forget(nowMs);
            sender = _senders.GetOrAdd(gateway, static _ => new Sender());
        }

        return sender.Transit(sentMs, nowMs);
    }

    /// <summary>The command with its origin on this gateway's clock. The first of a sender counts as aged what its sender measured.</summary>
    public DriveCommand Localise(DriveCommand command, long nowMs)
    {
        if (command.Gateway == identity.Id) return command;
        var transit = command.Gateway is { } gateway ? Transit(gateway, unchecked((uint)(command.OriginMs + command.AgeMs)), nowMs) : 0;
        return command with { OriginMs = nowMs - transit - command.AgeMs, Gateway = identity.Id };
    }

    private void Forget(long nowMs)
    {
        var quiet = _senders.Where(s => nowMs - s.Value.HeardMs > ForgetMs).Select(s => s.Key).ToArray();
        foreach (var gateway in quiet.Length > 0 ? quiet : [.. _senders.Keys.Take(1)]) _senders.TryRemove(gateway, out _);
    }

    private sealed class Sender
    {
        private readonly Lock _gate = new();
        private readonly AgeGate _ages = new();

        public long HeardMs { get; private set; }

        public long Transit(uint sentMs, long nowMs)
        {
            lock (_gate)
            {
                HeardMs = nowMs;
                return _ages.AgeOf(sentMs, nowMs);
            }
        }
    }
}
