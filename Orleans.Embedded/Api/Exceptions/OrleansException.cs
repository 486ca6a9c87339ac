namespace Orleans.Runtime;

/// <summary>Base of what the engine throws at callers.</summary>
public class OrleansException : Exception
{
    /// <summary>Without details.</summary>
    public OrleansException() : base("Unexpected error.")
    {
    }

    /// <summary>With a message.</summary>
    public OrleansException(string message) : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public OrleansException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
