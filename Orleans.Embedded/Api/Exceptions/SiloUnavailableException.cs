namespace Orleans.Runtime;

/// <summary>The engine is stopping, or not started yet.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>Without details.</summary>
    public SiloUnavailableException() : base("Silo unavailable")
    {
    }

    /// <summary>With a message.</summary>
    public SiloUnavailableException(string msg) : base(msg)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public SiloUnavailableException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
