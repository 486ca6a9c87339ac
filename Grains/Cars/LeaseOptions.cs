using System.ComponentModel.DataAnnotations;

namespace RcFleet.Cars;

/// <summary>The times of a lease. Section <c>Fleet</c> of the configuration.</summary>
public sealed class LeaseOptions
{
    /// <summary>How long a board obeys without a renewal, in milliseconds. 1000 to 60000, default 3000.</summary>
    [Range(1000, 60_000)]
    public int LeaseTtlMs { get; set; } = 3000;

    /// <summary>How long a lease outlives its driver's socket, in seconds. 0 to 300, default 10.</summary>
    [Range(0, 300)]
    public int ReconnectGraceSeconds { get; set; } = 10;

    /// <summary>How long a granted, reissued or restored lease waits for its driver, in seconds. 1 to 600, default 30.</summary>
    [Range(1, 600)]
    public int JoinSeconds { get; set; } = 30;

    /// <summary>How long a driver's gateway may be silent before its driver counts as gone, in seconds. 2 to 60, default 2.</summary>
    [Range(2, 60)]
    public int DriverSilenceSeconds { get; set; } = 2;

    /// <summary>Minutes of an operator's session, which has no rental code. 1 to 1440, default 60.</summary>
    [Range(1, 1440)]
    public int OperatorSessionMinutes { get; set; } = 60;
}
