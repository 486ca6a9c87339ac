namespace Orleans.Embedded;

/// <summary>The state cannot be opened. The message says why and what to do next.</summary>
public sealed class DataPathException : Exception
{
    internal DataPathException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
