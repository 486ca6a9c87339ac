namespace Orleans.Embedded;

/// <summary>One call of a grain's or observer's method: its arguments and the promise to its caller.</summary>
internal abstract class Call(GrainMethod method, object?[] arguments) : Turn
{
    private object?[] _arguments = arguments;

    public GrainMethod Method { get; private set; } = method;

    public override bool AlwaysInterleave => Method.AlwaysInterleave;

    public override bool ReadOnly => Method.ReadOnly;

    public override bool CountsAsUse => true;

    /// <summary>Engine timestamp after which the caller no longer waits. One-way calls never expire, as in Orleans.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>What the proxy returns to the caller, boxed.</summary>
    public abstract object? Returned { get; }

    public override Task? Invoke(object target) => Method.Invoke(target, _arguments);

    /// <summary>Makes another call of one that is done.</summary>
    protected void Use(GrainMethod method, object?[] arguments) => (Method, _arguments) = (method, arguments);

    /// <summary>Keeps none of what it was called with alive.</summary>
    protected void Clear() => _arguments = [];
}
