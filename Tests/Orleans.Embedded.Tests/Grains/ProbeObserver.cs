using System.Collections.Concurrent;

namespace RcFleet.Orleans.Embedded.Tests;

public sealed class ProbeObserver : IProbeObserver
{
    private int _inside;

    public ConcurrentQueue<int> Numbers { get; } = new();

    /// <summary>Holds the first call until it is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async Task Told(int number)
    {
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
