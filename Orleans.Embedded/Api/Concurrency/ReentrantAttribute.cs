namespace Orleans.Concurrency;

/// <summary>Every method of this grain runs even while another one awaits.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
