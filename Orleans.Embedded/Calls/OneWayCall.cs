namespace Orleans.Embedded;

/// <summary>Nobody waits: the caller has its completed task already, and what goes wrong is counted and logged.</summary>
internal sealed class OneWayCall(GrainMethod method, object?[] arguments, object? returned) : Call(method, arguments)
{
    public override object? Returned => returned;

    public override bool IsExpired => false;

    public Exception? Failure { get; private set; }

    public override void Complete(Task? done) => Failure = done?.Exception?.InnerException;

    public override void Fail(Exception exception) => Failure = exception;
}
