namespace RcFleet.ScaleModel;

/// <summary>What a fleet needs while all these cars are driven, and what a month of it costs.</summary>
internal sealed record FleetSize
{
    /// <summary>Drive commands a second.</summary>
    public required double Commands { get; init; }

    /// <summary>WebSocket messages a second through public sockets, in and out, pictures not counted.</summary>
    public required double SocketMessages { get; init; }

    /// <summary>Messages a second between gateways and silos, both ways.</summary>
    public required double GrainMessages { get; init; }

    public required int Silos { get; init; }

    public required int Gateways { get; init; }

    /// <summary>Cores in use by silos.</summary>
    public required double SiloCores { get; init; }

    /// <summary>Cores in use by gateways, with the pictures that they relay.</summary>
    public required double GatewayCores { get; init; }

    /// <summary>Table requests a second.</summary>
    public required double Tables { get; init; }

    /// <summary>Blob writes a second.</summary>
    public required double Blobs { get; init; }

    /// <summary>Storage accounts that the table requests need.</summary>
    public required int Accounts { get; init; }

    /// <summary>Million storage requests a month.</summary>
    public required double StorageMillions { get; init; }

    /// <summary>Egress to the internet, Mbit/s.</summary>
    public required double EgressMbits { get; init; }

    /// <summary>Egress to the internet a month, TB.</summary>
    public required double EgressTb { get; init; }

    public required double VcpuCost { get; init; }

    public required double StorageCost { get; init; }

    public required double EgressCost { get; init; }

    /// <summary>A month, in the currency of the prices.</summary>
    public double Cost => VcpuCost + StorageCost + EgressCost;
}
