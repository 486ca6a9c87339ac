namespace RcFleet.ScaleModel;

/// <summary>From cars that are driven at once to processes, requests, bytes and money.</summary>
internal sealed class FleetModel(Assumptions a)
{
    /// <summary>Of silos and gateways: one of each may die, and with three silos the votes on who is dead stay decided.</summary>
    public const int FewestSilos = 3;

    public const int FewestGateways = 2;

    /// <summary>A driver's and a viewer's socket, a controller's and a camera's.</summary>
    public const int SocketsPerCar = 4;

    /// <summary>States a second that a grain pushes to a driver who drives past it: all else that the controller reports comes that way, too.</summary>
    public const double DirectStatesHz = 1;

    private const double DaysPerMonth = 30;
    private const double SecondsPerHour = 3600;

    /// <param name="cars">Driven at the same time.</param>
    /// <param name="route">Of a cluster: <c>grain</c> or <c>direct</c>.</param>
    /// <param name="mix">How their pictures come.</param>
    public FleetSize Size(int cars, string route, VideoMix mix)
    {
        var cost = RouteCost.Of(route);
        var commands = cars * a.RateHz;
        var siloLoad = cost.Silos.LoadCores(cars, commands);
        var silos = Math.Max(FewestSilos, cost.Silos.ProcessesFor(siloLoad, a.SiloVcpus, a.HeadroomPercent));

        // As measured, driver and board on different gateways: what a driver of a large fleet nearly always meets.
        var gatewayLoad = cost.Gateways.LoadCores(cars, commands) + cars * mix.Relay * a.FramesPerSecond * 2 * a.FrameCpuUs / 1e6;
        var gateways = Math.Max(
            Math.Max(FewestGateways, (int)Math.Ceiling(cars * (double)SocketsPerCar / a.SocketsPerGateway)),
            cost.Gateways.ProcessesFor(gatewayLoad, a.GatewayVcpus, a.HeadroomPercent));

        var tables = TablesPerSecond(cars) + MembershipPerSecond(silos + gateways);
        var blobs = cars / (a.RideMinutes * 60) * a.BlobsPerRide;
        var drivenSeconds = DaysPerMonth * a.HoursPerDay * SecondsPerHour;
        var monthSeconds = DaysPerMonth * 24 * SecondsPerHour;
        var tableMonth = TablesPerSecond(cars) * drivenSeconds + MembershipPerSecond(silos + gateways) * monthSeconds;
        var egress = cars * EgressPerCar(mix);
        return new FleetSize
        {
            Commands = commands,
            SocketMessages = cars * 2 * (a.RateHz + a.TelemetryHz),

            // Commands and reports go in and come out again, without an answer; a renewal is one message to the board, and one call with
            // its answer from the driver's gateway.
            GrainMessages = cars * ((route == "direct" ? a.TelemetryHz + DirectStatesHz : 2 * (a.RateHz + a.TelemetryHz)) + 3 * a.RenewalHz),
            Silos = silos,
            Gateways = gateways,
            SiloCores = siloLoad + silos * cost.Silos.ProcessCores,
            GatewayCores = gatewayLoad + gateways * cost.Gateways.ProcessCores,
            Tables = tables,
            Blobs = blobs,
            Accounts = (int)Math.Max(1, Math.Ceiling((tables + blobs) / a.TableLimitPerSecond)),
            StorageMillions = (tableMonth + blobs * drivenSeconds) / 1e6,
            EgressMbits = egress * 8 / 1e6,
            EgressTb = egress * drivenSeconds / 1e12,
            VcpuCost = (silos * a.SiloVcpus + gateways * a.GatewayVcpus) * a.VcpuMonth,
            StorageCost = tableMonth / 10_000 * a.Tables10K + blobs * drivenSeconds / 10_000 * a.Blobs10K,
            EgressCost = egress * drivenSeconds / 1e9 * a.EgressGb,
        };
    }

    /// <summary>Table requests of a ride.</summary>
    public double TablesOfRide(double seconds) => a.TablesPerRide + seconds / 60 * a.TablesPerMinute;

    /// <summary>Bytes a second that leave for one driven car and its driver.</summary>
    public double EgressPerCar(VideoMix mix)
    {
        var messages = a.ControlBytesPerSecond + (a.RateHz + a.TelemetryHz) * a.OverheadBytes;
        var picture = a.FrameBytes * a.FramesPerSecond;
        var signaling = a.SignalingBytes / (a.RideMinutes * 60);

        // A WebRTC drive's commands go over its own channel.
        return (mix.Relay + mix.Direct) * messages + mix.Relay * picture + mix.WebRtc * a.TurnPercent / 100 * (picture + messages) + signaling;
    }

    /// <summary>Cores of silos and gateways at a point as <c>Tests/Load</c> measures it, as µs a command.</summary>
    public static double CpuPerCommandUs(string route, int silos, int gateways, int cars, double rate)
    {
        var cost = RouteCost.Of(route);
        var commands = cars * rate;
        return (cost.Silos.Cores(silos, cars, commands) + cost.Gateways.Cores(gateways, cars, commands)) * 1e6 / commands;
    }

    private double TablesPerSecond(int cars) => cars * TablesOfRide(a.RideMinutes * 60) / (a.RideMinutes * 60);

    private double MembershipPerSecond(int processes) => processes * a.MembershipPerMinute / 60;
}
