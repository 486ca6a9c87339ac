using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>What an activation that moved brought along.</summary>
public interface IRehydrationContext
{
    /// <summary>The value of this key. False when there is none, or it can't be read.</summary>
    bool TryGetValue<T>(string key, [NotNullWhen(true)] out T? value);
}
