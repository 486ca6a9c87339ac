namespace RcFleet.ScaleModel.Measurements;

/// <summary>One run at a fixed rate of commands.</summary>
public sealed record RoutePoint
{
    /// <summary><c>embedded</c>, <c>one-silo</c>, <c>grain</c> or <c>direct</c>.</summary>
    public required string Route { get; init; }

    public required int Silos { get; init; }

    public required int Gateways { get; init; }

    public required int Cars { get; init; }

    /// <summary>Commands a second a car. Telemetry comes five times a second whatever this is, from a rate of 5 on.</summary>
    public required int RateHz { get; init; }

    /// <summary>How long the same load ran before: a process that has just started still compiles.</summary>
    public required int WarmUpSeconds { get; init; }

    public required int Seconds { get; init; }

    /// <summary>User and system time of all silos together by the operating system, in µs a command; of the embedded engine: 0.</summary>
    public required double SiloCpuUs { get; init; }

    /// <summary>The same of all gateways; of the embedded engine: of its one process.</summary>
    public required double GatewayCpuUs { get; init; }

    public required double P50Ms { get; init; }

    public required double P99Ms { get; init; }

    public required double ArrivedPercent { get; init; }

    /// <summary>How busy all of the machine was, with the generator and the store on it.</summary>
    public required double MachineBusyPercent { get; init; }

    /// <summary>The machine was full or commands were lost: what was measured is not what a command costs.</summary>
    public required bool OverCapacity { get; init; }

    /// <summary>Processor, system, runtime, date.</summary>
    public required string Machine { get; init; }
}
