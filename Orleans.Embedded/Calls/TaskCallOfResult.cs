namespace Orleans.Embedded;

/// <summary>A call that answers with a value.</summary>
internal class TaskCall<T>(GrainMethod method, object?[] arguments) : Call(method, arguments)
{
    private readonly TaskCompletionSource<T> _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override object? Returned => _promise.Task;

    public override bool IsExpired => _promise.Task.IsCompleted;

    public override void Complete(Task? done)
    {
        if (done is { IsCompletedSuccessfully: true }) _promise.TrySetResult(((Task<T>)done).Result);
        else if (done is null) Fail(new InvalidOperationException($"{Method.Name} returned null instead of a task."));
        else Fail(Answer.ExceptionOf(done));
    }

    public override void Fail(Exception exception) => _promise.TrySetException(exception);
}
