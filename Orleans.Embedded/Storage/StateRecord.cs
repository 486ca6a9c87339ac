namespace Orleans.Embedded;

/// <summary>A record as it is in the file: no body and no ETag if there is none.</summary>
internal readonly record struct StateRecord(byte[]? Body, string? Etag);
