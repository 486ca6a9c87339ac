namespace RcFleet.Gateway.Drivers;

/// <summary>
/// A driver's sequences as the car must see them: they only grow within an epoch. When the gateway has taken a new epoch under
/// an open connection, a driver that begins anew at 1 is counted on from where it was, and one that goes on goes on.
/// </summary>
internal struct SequenceMap
{
    private uint _offset;
    private bool _mayRestart;

    /// <summary>The last one that was let through, as the car sees it; 0 before the first.</summary>
    public uint Last { get; private set; }

    /// <summary>The driver is told of a new epoch: it may begin anew, once.</summary>
    public void Rejoined() => _mayRestart = true;

    /// <summary>Lets a sequence through if it is newer than all before.</summary>
    public bool TryTake(uint seq)
    {
        var mapped = unchecked(seq + _offset);
        if (mapped <= Last)
        {
            if (!_mayRestart || seq > uint.MaxValue - Last) return false;
            (_offset, _mayRestart) = (Last, false);
            mapped = seq + _offset;
        }
        else if (mapped < seq)
        {
            return false;
        }

        Last = mapped;
        return true;
    }

    /// <summary>What the driver called it; null when that was before it began anew.</summary>
    public readonly uint? OfDriver(uint? mapped) => mapped > _offset ? mapped - _offset : null;
}
