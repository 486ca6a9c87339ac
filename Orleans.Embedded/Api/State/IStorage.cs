namespace Orleans.Core;

/// <summary>One piece of stored state of one grain.</summary>
public interface IStorage
{
    /// <summary>The version last read or written; null if there is no record.</summary>
    string? Etag { get; }

    /// <summary>Whether there is a record.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes the record and resets the state. Done when it is durable.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else wrote since.</exception>
    Task ClearStateAsync();

    /// <summary>Writes the state as it is at this moment. Done when it is durable.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else wrote since.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the state anew; what was not written is lost.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}
