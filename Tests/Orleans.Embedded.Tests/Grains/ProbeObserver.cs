using System.Collections.Concurrent;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class ProbeObserver : IProbeObserver
{
    private int _inside;

    public ConcurrentQueue<int> Numbers { get; } = new();

    /// <summary>Holds the first call until it is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Runs inside of every call.</summary>
    public Action<int>? OnTold { get; set; }

    /// <summary>The thread that the last call began on.</summary>
    public int Thread { get; private set; }

    /// <summary>What the last call began under.</summary>
    public TaskScheduler? Scheduler { get; private set; }

    public async Task Told(int number)
    {
        (Thread, Scheduler) = (Environment.CurrentManagedThreadId, TaskScheduler.Current);
        OnTold?.Invoke(number);
        if (Interlocked.Increment(ref _inside) != 1) throw new InvalidOperationException("Two calls at once.");
        if (Gate is { } gate) await gate.Task;
        if (number % 3 == 0) await Task.Yield();
        Numbers.Enqueue(number);
        Interlocked.Decrement(ref _inside);
        if (number < 0) throw new InvalidDataException("negative");
    }

    public async Task<int> Asked(int number)
    {
        await Told(number);
        return -number;
    }
}
