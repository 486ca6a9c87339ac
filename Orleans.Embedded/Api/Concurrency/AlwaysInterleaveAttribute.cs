namespace Orleans.Concurrency;

/// <summary>The method runs even while another one of the grain awaits.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
