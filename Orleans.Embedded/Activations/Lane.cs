namespace Orleans.Embedded;

/// <summary>
/// What a thread runs for this engine, one item after another. One-way calls that an item brings on run on the same thread
/// right after it, instead of waking a second one: a drive command's way through the car's grain and its observer to the
/// socket's write costs no change of threads, which was most of what the engine added to it.
/// </summary>
/// <remarks>
/// What a lane runs brings on one-way calls only: nobody waits for their answers, so nobody can wait for himself, and what
/// they run never blocks a thread. What begins a lane may be a call that interleaves, too: a board's report, twice a second
/// a driver's sign of life. Beyond <see cref="Limit"/> waiting items the thread pool takes the rest.
/// </remarks>
internal static class Lane
{
    private const int Limit = 16;

    [ThreadStatic]
    private static Queue<ILaneItem>? _waiting;

    /// <summary>Whether this thread runs an item.</summary>
    [field: ThreadStatic]
    public static bool IsRunning { get; private set; }

    /// <summary>Runs an item right after the one that this thread runs, or on the thread pool when it runs none.</summary>
    public static void Post(ILaneItem item)
    {
        if (IsRunning && _waiting!.Count < Limit) _waiting.Enqueue(item);
        else ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
    }

    /// <summary>Runs an item now, then what it has posted. This thread must run none.</summary>
    public static void Run(ILaneItem item)
    {
        IsRunning = true;
        var waiting = _waiting ??= new Queue<ILaneItem>();
        try
        {
            item.Run();
            while (waiting.TryDequeue(out var next)) next.Run();
        }
        finally
        {
            IsRunning = false;
            while (waiting.TryDequeue(out var left)) ThreadPool.UnsafeQueueUserWorkItem(left, preferLocal: true);
        }
    }
}
