using System.Globalization;

namespace RcFleet.ScaleModel;

/// <summary>One figure that the model takes for granted.</summary>
/// <param name="Option">Its option of the command line.</param>
/// <param name="What">In words.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Min">The least that makes sense.</param>
/// <param name="Max">The most.</param>
/// <param name="Source">Where it comes from; «assumed» when nobody measured it here.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">Replaces it.</param>
internal sealed record Assumption(
    string Option, string What, string Unit, double Min, double Max, string Source, Func<Assumptions, double> Get, Func<Assumptions, double, Assumptions> Set)
{
    private const string Measured = "measured: docs/measurements/route-2026-11-25.json";
    private const string ListPrice = "assumed: a public list price of late 2025, in US dollars";

    public static readonly IReadOnlyList<Assumption> All =
    [
        new("--rate", "commands of a driven car", "1/s", 1, 100, "docs/contract.md", a => a.RateHz, (a, v) => a with { RateHz = v }),
        new("--telemetry", "telemetry of a driven car", "1/s", 0, 100, "docs/contract.md; its cost is part of a car's", a => a.TelemetryHz, (a, v) => a with { TelemetryHz = v }),
        new("--renewals", "renewals of lease and grant", "1/s", 0, 100, "docs/routes.md; their cost is part of a car's", a => a.RenewalHz, (a, v) => a with { RenewalHz = v }),
        new("--headroom", "free of every process at the peak", "%", 0, 90, "assumed", a => a.HeadroomPercent, (a, v) => a with { HeadroomPercent = v }),
        new("--vcpus-silo", "size of a silo", "vCPU", 1, 128, "assumed; a vCPU as fast as a core that was measured", a => a.SiloVcpus, (a, v) => a with { SiloVcpus = v }),
        new("--vcpus-gateway", "size of a gateway", "vCPU", 1, 128, "assumed, as above", a => a.GatewayVcpus, (a, v) => a with { GatewayVcpus = v }),
        new("--sockets", "sockets of a gateway, four a driven car", "", 100, 1_000_000, "assumed: more drop at once when it dies", a => a.SocketsPerGateway, (a, v) => a with { SocketsPerGateway = v }),
        new("--relay", "drives whose picture is relayed, in the mix", "%", 0, 100, "assumed", a => a.RelayPercent, (a, v) => a with { RelayPercent = v }),
        new("--direct", "drives whose picture comes straight from the camera", "%", 0, 100, "assumed; the rest is WebRTC", a => a.DirectPercent, (a, v) => a with { DirectPercent = v }),
        new("--turn", "WebRTC drives that go through TURN", "%", 0, 100, "assumed; their egress counts, coturn's processors do not", a => a.TurnPercent, (a, v) => a with { TurnPercent = v }),
        new("--frame-bytes", "a frame of 640×480", "B", 100, 1_000_000, "as Tests/Load -- relay", a => a.FrameBytes, (a, v) => a with { FrameBytes = v }),
        new("--fps", "frames of a camera", "1/s", 1, 60, "as Tests/Load -- relay", a => a.FramesPerSecond, (a, v) => a with { FramesPerSecond = v }),
        new("--frame-cpu", "gateways' CPU a frame to a viewer; twice that across gateways (assumed)", "µs", 1, 10_000, "measured: README, relay of 10 cameras × 4 viewers", a => a.FrameCpuUs, (a, v) => a with { FrameCpuUs = v }),
        new("--control-bytes", "messages to car and driver of a driven car", "B/s", 1, 1_000_000, Measured + ", rides", a => a.ControlBytesPerSecond, (a, v) => a with { ControlBytesPerSecond = v }),
        new("--overhead", "TCP, IP and TLS around a message", "B", 0, 1_000, "assumed", a => a.OverheadBytes, (a, v) => a with { OverheadBytes = v }),
        new("--signaling-bytes", "signaling and page of a ride", "B", 0, 100_000_000, "assumed: the page is cached", a => a.SignalingBytes, (a, v) => a with { SignalingBytes = v }),
        new("--ride-minutes", "length of a ride", "min", 0.5, 1_440, "assumed", a => a.RideMinutes, (a, v) => a with { RideMinutes = v }),
        new("--hours-day", "hours a day at which all these cars are driven", "h", 0.1, 24, "assumed; servers run all day, for the peak", a => a.HoursPerDay, (a, v) => a with { HoursPerDay = v }),
        new("--tables-ride", "table requests of a ride: session, join, end, settlement", "", 0, 10_000, Measured + ", rides", a => a.TablesPerRide, (a, v) => a with { TablesPerRide = v }),
        new("--tables-minute", "table requests a driven minute: saves", "1/min", 0, 10_000, Measured + ", rides", a => a.TablesPerMinute, (a, v) => a with { TablesPerMinute = v }),
        new("--blobs-ride", "blob writes of a ride: its entry in the ledger", "", 0, 10_000, Measured + ", rides", a => a.BlobsPerRide, (a, v) => a with { BlobsPerRide = v }),
        new("--membership", "membership requests of a silo or gateway", "1/min", 0, 10_000, Measured + ", rides", a => a.MembershipPerMinute, (a, v) => a with { MembershipPerMinute = v }),
        new("--table-limit", "requests that a storage account takes", "1/s", 100, 1_000_000, "learn.microsoft.com/azure/storage/tables/scalability-targets", a => a.TableLimitPerSecond, (a, v) => a with { TableLimitPerSecond = v }),
        new("--vcpu-month", "a vCPU with 4 GiB for a month", "$", 0, 10_000, ListPrice, a => a.VcpuMonth, (a, v) => a with { VcpuMonth = v }),
        new("--table-10k", "10,000 table requests", "$", 0, 100, ListPrice, a => a.Tables10K, (a, v) => a with { Tables10K = v }),
        new("--blob-10k", "10,000 blob writes", "$", 0, 100, ListPrice, a => a.Blobs10K, (a, v) => a with { Blobs10K = v }),
        new("--egress-gb", "a GB to the internet", "$", 0, 10, ListPrice, a => a.EgressGb, (a, v) => a with { EgressGb = v }),
    ];

    /// <summary>The assumptions with one replaced, or null and what is wrong.</summary>
    public static Assumptions? Replace(Assumptions assumptions, string option, string value, out string problem)
    {
        problem = "";
        var assumption = All.FirstOrDefault(a => a.Option == option);
        if (assumption is null)
        {
            problem = $"'{option}' is not an option; --help lists them.";
        }
        else if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number >= assumption.Min && number <= assumption.Max))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"{option} must be a number from {assumption.Min} to {assumption.Max}.");
        }
        else
        {
            var replaced = assumption.Set(assumptions, number);
            if (replaced.WebRtcPercent >= 0) return replaced;
            problem = "--relay and --direct together must be at most 100.";
        }

        return null;
    }
}
