namespace Orleans.Embedded;

/// <summary>A call that answers without a value.</summary>
internal class TaskCall(GrainMethod method, object?[] arguments) : Call(method, arguments)
{
    // The caller's continuation must never run inside this grain's turn.
    private readonly TaskCompletionSource _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override object? Returned => _promise.Task;

    public override bool IsExpired => _promise.Task.IsCompleted;

    public override void Complete(Task? done)
    {
        if (done is null || done.IsCompletedSuccessfully) _promise.TrySetResult();
        else Fail(Answer.ExceptionOf(done));
    }

    public override void Fail(Exception exception) => _promise.TrySetException(exception);
}
