namespace RcFleet.Support;

/// <summary>Waits for something that another thread or process will make true, and says what it saw if that never comes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns as soon as <paramref name="condition"/> holds; fails with <paramref name="state"/> after <paramref name="deadline"/> (10 s).</summary>
    public static async Task True(Func<bool> condition, Func<string> state, TimeSpan? deadline = null)
    {
        var limit = deadline ?? TimeSpan.FromSeconds(10);
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
                throw new TimeoutException($"Not true within {limit.TotalSeconds:0.###} s. State: {state()}");
            await Task.Delay(Step, TimeProvider.System);
        }
    }

    /// <summary>Like <see cref="True"/>, for a condition that has to ask over the network, every <paramref name="step"/> (5 ms).</summary>
    public static async Task<T> Value<T>(Func<Task<T>> read, Func<T, bool> condition, TimeSpan? deadline = null, TimeSpan? step = null)
    {
        var limit = deadline ?? TimeSpan.FromSeconds(10);
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value)) return value;
            if (TimeProvider.System.GetElapsedTime(start) > limit)
                throw new TimeoutException($"Not true within {limit.TotalSeconds:0.###} s. Last seen: {value}");
            await Task.Delay(step ?? Step, TimeProvider.System);
        }
    }

    /// <summary>Awaits <paramref name="task"/>, or fails with <paramref name="state"/> after <paramref name="deadline"/> (10 s).</summary>
    public static async Task<T> Completes<T>(Task<T> task, Func<string> state, TimeSpan? deadline = null)
    {
        var limit = deadline ?? TimeSpan.FromSeconds(10);
        try
        {
            return await task.WaitAsync(limit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not done within {limit.TotalSeconds:0.###} s. State: {state()}");
        }
    }
}
