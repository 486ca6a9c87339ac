namespace Orleans.Embedded;

/// <summary>A call that answers without a value, typed <see cref="ValueTask"/>.</summary>
internal sealed class ValueTaskCall(GrainMethod method, object?[] arguments) : TaskCall(method, arguments)
{
    public override object? Returned => new ValueTask((Task)base.Returned!);
}
