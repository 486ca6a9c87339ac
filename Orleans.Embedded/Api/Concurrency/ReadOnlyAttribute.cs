namespace Orleans.Concurrency;

/// <summary>The method changes nothing: it runs beside other read-only methods of the grain while they await.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
