namespace Orleans.Embedded;

/// <summary>What to do with a record.</summary>
internal enum StateOperationKind
{
    /// <summary>Answers with the record.</summary>
    Read,

    /// <summary>Answers with the new ETag; fails if the ETag is not the record's.</summary>
    Write,

    /// <summary>Deletes; fails if the ETag is not the record's.</summary>
    Clear,
}
