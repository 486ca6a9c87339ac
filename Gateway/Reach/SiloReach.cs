namespace RcFleet.Gateway.Reach;

/// <summary>
/// Whether this gateway has a way to the silos, by what became of its beats: two in a row that no silo answered and it is cut
/// off, one answer and it is not. A gateway in one process with its grains sends none, and never is. Pure: time is handed in.
/// </summary>
internal sealed class SiloReach
{
    /// <summary>Unanswered beats in a row: one alone says little, since this process may have stood still.</summary>
    private const int MostMissed = 2;

    private readonly Lock _gate = new();
    private int _missed;
    private long? _cutAtMs;

    /// <summary>Beats are sent, so what is known here is worth asking.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>The last beat was not answered.</summary>
    public bool IsDoubtful => Volatile.Read(ref _missed) > 0;

    /// <summary>Why nobody new should be sent here, for people; null when all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>No silo answers.</summary>
    public bool IsCut
    {
        get
        {
            lock (_gate) return _cutAtMs is not null;
        }
    }

    /// <summary>How long no silo has been answering, in milliseconds; null when they do.</summary>
    public long? CutForMs(long nowMs)
    {
        lock (_gate) return nowMs - _cutAtMs;
    }

    /// <summary>Beats will be sent: until the first is answered, nobody should be sent here, but who comes may try.</summary>
    public void Watch()
    {
        lock (_gate) (IsWatched, Problem) = (true, "No silo has answered yet.");
    }

    /// <summary>A silo has answered. True when none did before.</summary>
    public bool Answered()
    {
        lock (_gate)
        {
            var was = _cutAtMs is not null;
            (_missed, _cutAtMs, Problem) = (0, null, null);
            return was;
        }
    }

    /// <summary>No silo has answered a beat. True when that makes it one too many.</summary>
    public bool Missed(string why, long nowMs)
    {
        lock (_gate)
        {
            if (++_missed < MostMissed || _cutAtMs is not null) return false;
            (_cutAtMs, Problem) = (nowMs, "No silo answers this gateway: " + why);
            return true;
        }
    }
}
