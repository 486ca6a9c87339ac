namespace Orleans.Embedded;

/// <summary>A call that answers with a value, typed <see cref="ValueTask{T}"/>.</summary>
internal sealed class ValueTaskCall<T>(GrainMethod method, object?[] arguments) : TaskCall<T>(method, arguments)
{
    public override object? Returned => new ValueTask<T>((Task<T>)base.Returned!);
}
