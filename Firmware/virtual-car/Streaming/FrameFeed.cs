using System.Threading.Channels;

namespace RcFleet.VirtualCar.Streaming;

/// <summary>
/// Hands each new frame to whoever watches. Every viewer has one slot: a viewer that can't keep up misses frames and
/// never sees an old one after a newer.
/// </summary>
public sealed class FrameFeed
{
    private readonly Lock _gate = new();
    private readonly List<Channel<EncodedFrame>> _slots = [];
    private int _viewers;

    /// <summary>Called when a viewer joins, so that a sleeping camera wakes.</summary>
    public Action? Joined { get; set; }

    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>A viewer's slot; give it back with <see cref="Leave"/>.</summary>
    public Channel<EncodedFrame> Join()
    {
        var slot = Channel.CreateBounded<EncodedFrame>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            _slots.Add(slot);
            _viewers = _slots.Count;
        }

        Joined?.Invoke();
        return slot;
    }

    public void Leave(Channel<EncodedFrame> slot)
    {
        lock (_gate)
        {
            _slots.Remove(slot);
            _viewers = _slots.Count;
        }
    }

    public void Publish(EncodedFrame frame)
    {
        lock (_gate)
            foreach (var slot in _slots)
                slot.Writer.TryWrite(frame);
    }
}
