namespace Orleans.Runtime;

/// <summary>Names the stored state that a constructor parameter stands for.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute : Attribute, IPersistentStateConfiguration
{
    /// <summary>State name and store; both are part of the record's key.</summary>
    public PersistentStateAttribute(string stateName, string? storageName = null)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        StateName = stateName;
        StorageName = storageName;
    }

    /// <summary>Distinguishes the states of one grain.</summary>
    public string StateName { get; }

    /// <summary>The store; null is the default one. This engine keeps them all in one file.</summary>
    public string? StorageName { get; }
}
