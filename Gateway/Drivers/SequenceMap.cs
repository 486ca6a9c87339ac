namespace RcFleet.Gateway.Drivers;

/// <summary>
/// A driver's sequences as the car must see them: they only grow within an epoch. A driver may begin anew at 1 when it has
/// read <c>joined</c>, or go on; what it sends before it has read it is still numbered as before, on a new connection too.
/// So who begins anew is counted on from where it was.
/// </summary>
/// <remarks>
/// A connection delivers in order: a lower number is no late command but a new count, or a fault of the driver's. It is a new
/// count once for each <c>joined</c>, if it is 1 or, since the first ones may have been left out or refused, at most half of
/// the last.
/// </remarks>
internal struct SequenceMap
{
    private uint _offset;
    private uint _last;
    private int _begunAnew;

    /// <summary>The last one that was let through, as the car sees it; 0 before the first.</summary>
    public uint Last { get; private set; }

    /// <summary>Lets a sequence through if it is newer than all before.</summary>
    /// <param name="seq">What the driver calls it.</param>
    /// <param name="joins">How often the driver was told that it has joined.</param>
    public bool TryTake(uint seq, int joins)
    {
        if (seq <= _last)
        {
            if (_begunAnew >= joins || (seq > 1 && seq > _last / 2) || seq > uint.MaxValue - Last) return false;
            _begunAnew++;
            _offset = Last;
        }
        else if (seq > uint.MaxValue - _offset)
        {
            return false;
        }

        _last = seq;
        Last = seq + _offset;
        return true;
    }

    /// <summary>What the driver called it; null when that was before it began anew.</summary>
    public readonly uint? OfDriver(uint? mapped) => mapped > _offset ? mapped - _offset : null;
}
