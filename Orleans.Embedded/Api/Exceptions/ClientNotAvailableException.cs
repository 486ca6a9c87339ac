namespace Orleans.Runtime;

/// <summary>The observer that was called is deleted or collected.</summary>
public sealed class ClientNotAvailableException : OrleansException
{
    internal ClientNotAvailableException(string message) : base(message)
    {
    }
}
