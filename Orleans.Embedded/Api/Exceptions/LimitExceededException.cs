namespace Orleans.Runtime;

/// <summary>A mailbox is full; the call was not run.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Without details.</summary>
    public LimitExceededException() : base("Limit exceeded")
    {
    }

    /// <summary>With a message.</summary>
    public LimitExceededException(string message) : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public LimitExceededException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Which limit, how much there is and how much may be.</summary>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit exceeded {limitName} Current={current} Threshold={threshold} {extraInfo}")
    {
    }
}
