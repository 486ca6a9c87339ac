namespace RcFleet.ScaleModel;

/// <summary>Processor time of one kind of process.</summary>
/// <param name="ProcessCores">A process that runs, with the wake-ups that a busy one has anyway. Cores.</param>
/// <param name="CarUs">A driven car besides its commands: five telemetry messages, two renewals, saves. µs a second.</param>
/// <param name="CommandUs">One command more. µs.</param>
internal sealed record ProcessCost(double ProcessCores, double CarUs, double CommandUs)
{
    private const double Microseconds = 1e6;

    /// <summary>What cars and commands need, without the processes themselves. Cores.</summary>
    public double LoadCores(double cars, double commandsPerSecond) => (cars * CarUs + commandsPerSecond * CommandUs) / Microseconds;

    /// <summary>All of it. Cores.</summary>
    public double Cores(int processes, double cars, double commandsPerSecond) => processes * ProcessCores + LoadCores(cars, commandsPerSecond);

    /// <summary>How many processes of this size keep their headroom.</summary>
    /// <param name="loadCores">What they carry together.</param>
    /// <param name="vcpus">Of one process.</param>
    /// <param name="headroomPercent">What stays free of each.</param>
    public int ProcessesFor(double loadCores, double vcpus, double headroomPercent) =>
        (int)Math.Ceiling(loadCores / (vcpus * (1 - headroomPercent / 100) - ProcessCores));
}
