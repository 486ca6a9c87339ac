namespace Orleans.Embedded;

/// <summary>Reads what a task that is done has to say.</summary>
internal static class Answer
{
    /// <summary>The exception of a faulted or cancelled task, with the stack that it was thrown with.</summary>
    public static Exception ExceptionOf(Task done)
    {
        try
        {
            done.GetAwaiter().GetResult();
            throw new InvalidOperationException("The task did not fail.");
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
