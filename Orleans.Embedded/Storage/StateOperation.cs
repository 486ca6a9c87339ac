namespace Orleans.Embedded;

/// <summary>One read, write or clear on its way through the storage queue, and the promise to who asked for it.</summary>
internal sealed class StateOperation(StateOperationKind kind, StateKey key, byte[]? body, string? etag)
{
    private readonly TaskCompletionSource<StateRecord> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StateRecord _result;
    private Exception? _failure;

    public StateOperationKind Kind => kind;

    public StateKey Key => key;

    public byte[]? Body => body;

    public string? Etag => etag;

    public bool Failed => _failure is not null;

    public Task<StateRecord> Answer => _promise.Task;

    /// <summary>The outcome if the transaction commits; nobody is told before that.</summary>
    public void Decide(StateRecord result, Exception? failure = null) => (_result, _failure) = (result, failure);

    /// <summary>Tells the outcome.</summary>
    public void Tell()
    {
        if (_failure is null) _promise.TrySetResult(_result);
        else _promise.TrySetException(_failure);
    }
}
