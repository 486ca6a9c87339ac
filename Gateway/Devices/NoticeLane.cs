using System.Diagnostics.CodeAnalysis;
using RcFleet.Cars;

namespace RcFleet.Gateway.Devices;

/// <summary>
/// What a board must hear, in order: notices of the lease, and messages of the server's own in UTF-8. A renewal or a stop takes
/// the place of one right before it that said no more. When 64 wait, one more is refused. Guarded by its outbox's gate.
/// </summary>
internal sealed class NoticeLane
{
    private const int Max = 64;

    private readonly Queue<object> _waiting = new();

    /// <summary>Puts <paramref name="registered"/> before all that waits.</summary>
    public void Open(byte[] registered)
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        _waiting.Enqueue(registered);
        foreach (var notice in waiting) _waiting.Enqueue(notice);
    }

    /// <summary>Leaves one; false when the lane is full.</summary>
    public bool TryAdd(object notice)
    {
        if (_waiting.Count > 0 && Supersedes(notice, _waiting.Last()))
        {
            var others = _waiting.ToArray();
            _waiting.Clear();
            foreach (var other in others[..^1]) _waiting.Enqueue(other);
        }

        if (_waiting.Count >= Max) return false;
        _waiting.Enqueue(notice);
        return true;
    }

    /// <summary>Takes the oldest.</summary>
    public bool TryTake([NotNullWhen(true)] out object? notice) => _waiting.TryDequeue(out notice);

    /// <summary>Takes the oldest that must not be lost to a close, a stop or an end, and drops what waited before it.</summary>
    public bool TryTakeUrgent([NotNullWhen(true)] out object? notice)
    {
        while (_waiting.TryDequeue(out notice))
            if (notice is StopNotice or SessionEndedNotice) return true;
        return false;
    }

    // Rare: the socket has not taken the last one yet, and the newer one says all that it said.
    private static bool Supersedes(object newer, object older) => (newer, older) switch
    {
        (SessionNotice, SessionNotice) => true,
        (StopNotice n, StopNotice o) => n.Epoch == o.Epoch && n.Latched == o.Latched,
        _ => false,
    };
}
