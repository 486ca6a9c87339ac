namespace Orleans.Concurrency;

/// <summary>Fire and forget: the call returns a completed task at once; its result and its exceptions are lost.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
