using Orleans.Storage;

namespace RcFleet.Storage;

internal static class PersistentStateExtensions
{
    /// <summary>
    /// Makes <paramref name="next"/> the state, durably; on an error the state is what it was. For grains whose writing
    /// methods run one at a time.
    /// </summary>
    /// <param name="storage">The grain's state.</param>
    /// <param name="next">The new state.</param>
    /// <param name="conflict">Called when another activation has written the state: the grain gives up its memory.</param>
    public static async Task Replace<T>(this IPersistentState<T> storage, T next, Action conflict)
    {
        var before = storage.State;
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch (Exception e)
        {
            storage.State = before;
            if (e is InconsistentStateException) conflict();
            throw;
        }
    }
}
