using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A write was refused: the record is not the one that this activation read. The state in memory is stale, so let it escape: the engine then deactivates the grain, and the next call reads anew.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>Without details.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>With a message.</summary>
    public InconsistentStateException(string message) : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!)
    {
    }

    /// <summary>With both versions.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag) : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version of the record; null if there is none.</summary>
    public string? StoredEtag { get; private set; }

    /// <summary>The version that the writer had read; null if it had found none.</summary>
    public string? CurrentEtag { get; private set; }

    /// <summary>True until it has left the activation whose state is stale: only that one is deactivated, not its callers.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(InconsistentStateException)}: {Message} Expected Etag={StoredEtag} Received Etag={CurrentEtag} {InnerException}\n{StackTrace}";
}
