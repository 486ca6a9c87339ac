namespace Orleans.Embedded;

/// <summary>
/// For tests: delivers calls that are under way together in a random order, as Orleans may. A call under way alone (one
/// that its caller awaits) is only delayed. The seed fixes the permutations, not which calls meet: that is up to the threads.
/// </summary>
internal sealed class ShufflingNetwork(int seed) : IThreadPoolWorkItem
{
    // Each hop lets the senders go on; the batch leaves when none has added to it for so many hops.
    private const int QuietHops = 16;

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly List<Action> _underWay = [];
    private bool _hopping;
    private int _hops;

    public void Send(Action deliver)
    {
        lock (_lock)
        {
            _underWay.Add(deliver);
            _hops = 0;
            if (_hopping) return;
            _hopping = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Action[] batch;
        lock (_lock)
        {
            if (++_hops < QuietHops)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            batch = [.. _underWay];
            _underWay.Clear();
            _hopping = false;
            _random.Shuffle(batch);
        }
        foreach (var deliver in batch) deliver();
    }
}
