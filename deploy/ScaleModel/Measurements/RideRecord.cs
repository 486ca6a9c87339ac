namespace RcFleet.ScaleModel.Measurements;

/// <summary>What one ride on a cluster asked of the store, from the request for a session until its entry in the ledger.</summary>
public sealed record RideRecord
{
    /// <summary>From the join to the end.</summary>
    public required int Seconds { get; init; }

    /// <summary>Requests to tables of grain state.</summary>
    public required int TableTransactions { get; init; }

    /// <summary>Writes of blobs. Reads are not counted: they come from the list of rides that the measurement asks for at the end.</summary>
    public required int BlobWrites { get; init; }

    /// <summary>Requests to the table of members meanwhile, of all silos and gateways: they come without rides, too.</summary>
    public required int MembershipTransactions { get; init; }

    /// <summary>Silos and gateways.</summary>
    public required int Processes { get; init; }

    /// <summary>How long the count ran: longer than the ride by the settlement.</summary>
    public required double CountedSeconds { get; init; }

    /// <summary>Bytes of WebSocket messages that gateways sent to the car and to its driver.</summary>
    public required double ControlBytesOut { get; init; }

    /// <summary>The requests by method and table or container.</summary>
    public required IReadOnlyDictionary<string, int> ByRequest { get; init; }

    public required string Machine { get; init; }
}
