namespace Orleans.Runtime;

/// <summary>What an activation takes along when it moves.</summary>
public interface IDehydrationContext
{
    /// <summary>Adds a value. False when the key is taken or the value can't be serialized.</summary>
    bool TryAddValue<T>(string key, T? value);
}
