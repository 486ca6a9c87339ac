namespace Orleans;

/// <summary>The type crosses grain boundaries. Orleans generates a serializer for it; this engine passes references and ignores it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether primary constructor parameters are members too. Orleans' default: true for records.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
