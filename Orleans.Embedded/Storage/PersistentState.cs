using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>One grain's state in memory and the ETag of the record that it was read from or written to.</summary>
internal sealed class PersistentState<T>(StateStore store, StateKey key) : IPersistentState<T>, IEmbeddedState
{
    public T State { get; set; } = StateJson.New<T>();

    public string? Etag { get; private set; }

    public bool RecordExists => Etag is not null;

    public async Task ReadStateAsync()
    {
        var record = await store.Run(new StateOperation(StateOperationKind.Read, key, null, null));
        State = record.Body is null ? StateJson.New<T>() : StateJson.Read<T>(record.Body, key);
        Etag = record.Etag;
    }

    public async Task WriteStateAsync() =>
        // Serialized here, in the grain's turn: the state may change while the disk is busy.
        Etag = (await store.Run(new StateOperation(StateOperationKind.Write, key, StateJson.Write(State), Etag))).Etag;

    public async Task ClearStateAsync()
    {
        await store.Run(new StateOperation(StateOperationKind.Clear, key, null, Etag));
        State = StateJson.New<T>();
        Etag = null;
    }
}
