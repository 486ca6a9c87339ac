namespace Orleans.Runtime;

/// <summary>Which stored state is meant.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>Distinguishes the states of one grain.</summary>
    string StateName { get; }

    /// <summary>The store; null is the default one.</summary>
    string? StorageName { get; }
}
