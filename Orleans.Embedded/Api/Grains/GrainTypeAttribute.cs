namespace Orleans;

/// <summary>The stable name of a grain class, part of the key of its stored state. Default: the class name in lower case without "grain".</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute : Attribute
{
    /// <summary>Names the grain type.</summary>
    public GrainTypeAttribute(string grainType) => GrainType = grainType;

    internal string GrainType { get; }
}
