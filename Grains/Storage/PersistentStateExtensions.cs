using Orleans.Storage;

namespace RcFleet.Storage;

internal static class PersistentStateExtensions
{
    /// <summary>
    /// Makes <paramref name="next"/> the state, durably; on an error the state is what it was, or what was found to be stored.
    /// For grains whose writing methods run one at a time.
    /// </summary>
    /// <param name="storage">The grain's state.</param>
    /// <param name="next">The new state.</param>
    /// <param name="conflict">Called when another activation has written the state: the grain gives up its memory.</param>
    /// <param name="landed">
    /// Whether a stored state is the very one that this call wrote: of a write that failed the store may have lost the answer
    /// only. Without it a failed write counts as none.
    /// </param>
    public static async Task Replace<T>(this IPersistentState<T> storage, T next, Action conflict, Func<T, bool>? landed = null)
    {
        var before = storage.State;
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch (Exception e)
        {
            if (landed is null) storage.State = before;
            else if (await HasLanded(storage, landed, before)) return;
            if (e is InconsistentStateException) conflict();
            throw;
        }
    }

    private static async Task<bool> HasLanded<T>(IPersistentState<T> storage, Func<T, bool> landed, T before)
    {
        try
        {
            await storage.ReadStateAsync();
            return landed(storage.State);
        }
        catch (Exception)
        {
            // The first error is the one to tell.
            storage.State = before;
            return false;
        }
    }
}
