namespace RcFleet.ScaleModel;

/// <summary>What the model takes for granted; unit, range and source of each stand in <see cref="Assumption.All"/>.</summary>
internal sealed record Assumptions
{
    public double RateHz { get; init; } = 20;

    public double TelemetryHz { get; init; } = 5;

    public double RenewalHz { get; init; } = 2;

    public double HeadroomPercent { get; init; } = 50;

    public double SiloVcpus { get; init; } = 4;

    public double GatewayVcpus { get; init; } = 4;

    public double SocketsPerGateway { get; init; } = 10_000;

    public double RelayPercent { get; init; } = 20;

    public double DirectPercent { get; init; } = 30;

    public double TurnPercent { get; init; } = 10;

    public double FrameBytes { get; init; } = 20_000;

    public double FramesPerSecond { get; init; } = 20;

    public double FrameCpuUs { get; init; } = 181;

    public double ControlBytesPerSecond { get; init; } = 2_750;

    public double OverheadBytes { get; init; } = 80;

    public double SignalingBytes { get; init; } = 20_000;

    public double RideMinutes { get; init; } = 10;

    public double HoursPerDay { get; init; } = 8;

    public double TablesPerRide { get; init; } = 5;

    public double TablesPerMinute { get; init; } = 12;

    public double BlobsPerRide { get; init; } = 1;

    public double MembershipPerMinute { get; init; } = 15.4;

    public double TableLimitPerSecond { get; init; } = 20_000;

    public double VcpuMonth { get; init; } = 35;

    public double Tables10K { get; init; } = 0.00036;

    public double Blobs10K { get; init; } = 0.05;

    public double EgressGb { get; init; } = 0.08;

    /// <summary>What is neither relayed nor direct. Percent.</summary>
    public double WebRtcPercent => 100 - RelayPercent - DirectPercent;
}
