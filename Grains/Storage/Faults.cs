namespace RcFleet.Storage;

/// <summary>For tasks that nobody awaits.</summary>
internal static class Faults
{
    /// <summary>Takes note of a fault, so that it is not reported as unobserved.</summary>
    public static void Observe(Task task)
    {
        if (task.IsCompletedSuccessfully) return;
        _ = task.ContinueWith(
            static t => _ = t.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
