using Orleans.Storage;

namespace RcFleet.Storage;

/// <summary>
/// Writes a grain's state so that only one write is in flight and every caller is answered after a write that contains
/// its change. Memory is the truth: after a failed write it stays ahead until <see cref="Retry"/> succeeds.
/// </summary>
/// <remarks>
/// Runs in its grain's turns only. A storage error goes to the callers whose change that write carried. A conflict is
/// looked into, since a write that was taken for failed may have arrived after all: what is stored then is this
/// writer's own, and it goes on from there. If it is another's, nothing is written any more.
/// </remarks>
/// <param name="storage">Where the state goes.</param>
/// <param name="snapshot">Makes the state to write from what the grain holds now.</param>
/// <param name="own">Whether a stored state was written by this writer.</param>
/// <param name="written">Told after each write what is durable now.</param>
/// <param name="failed">Told after each failed write.</param>
internal sealed class CoalescedWriter<T>(
    IPersistentState<T> storage, Func<T> snapshot, Func<T, bool> own, Action<T> written, Action<Exception> failed)
{
    private TaskCompletionSource? _next;
    private Action? _undo;

    /// <summary>The last write failed: memory is ahead of storage.</summary>
    public bool Behind { get; private set; }

    /// <summary>Another activation took the state over.</summary>
    public bool Lost { get; private set; }

    /// <summary>A write is in flight: nobody knows yet what storage has.</summary>
    public bool Writing { get; private set; }

    /// <summary>Completes after a write of the state as it is now, or of a later one.</summary>
    public Task Save()
    {
        _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mine = _next.Task;
        if (!Writing) _ = WriteAll();
        return mine;
    }

    /// <summary>
    /// Like <see cref="Save()"/>; when the write fails, <paramref name="undo"/> is called before the caller hears of it, and
    /// before the next write, which would make durable what has failed.
    /// </summary>
    public Task Save(Action undo)
    {
        _undo += undo;
        return Save();
    }

    /// <summary>Like <see cref="Save()"/>, for a caller that does not wait: an error is left to <see cref="Retry"/>.</summary>
    public void SaveInBackground() => Faults.Observe(Save());

    /// <summary>Writes again if the last write failed.</summary>
    public void Retry()
    {
        if (Behind && !Writing && !Lost) SaveInBackground();
    }

    private async Task WriteAll()
    {
        Writing = true;
        while (_next is { } batch)
        {
            var undo = _undo;
            (_next, _undo) = (null, null);
            try
            {
                if (Lost) throw new InconsistentStateException("Another activation of this grain has written its state.");
                var state = await Write();
                Behind = false;
                written(state);
                batch.SetResult();
            }
            catch (Exception e)
            {
                Behind = true;
                undo?.Invoke();
                failed(e);
                batch.SetException(e);
            }
        }

        Writing = false;
    }

    private async Task<T> Write()
    {
        try
        {
            return await WriteOnce();
        }
        catch (InconsistentStateException)
        {
            await storage.ReadStateAsync();
            if (own(storage.State)) return await WriteOnce();
            Lost = true;
            throw;
        }
    }

    private async Task<T> WriteOnce()
    {
        var state = snapshot();
        storage.State = state;
        await storage.WriteStateAsync();
        return state;
    }
}
