namespace RcFleet.VirtualCar.Controller;

/// <summary>The times of the controller's safety rules, all in ms. The server may set the first two in <c>registered</c>.</summary>
public sealed record ControllerSettings
{
    /// <summary>Dead-man: neutral when the last fresh valid drive is older than this. 50 to 2000, default 250.</summary>
    public int FailsafeMs { get; init; } = 250;

    /// <summary>A drive frame that lags by more than this is dropped. Default 150.</summary>
    public int MaxCommandAgeMs { get; init; } = 150;

    /// <summary>After boot the link has to be registered for this long before the car may arm. Default 500.</summary>
    public int LinkGoodMs { get; init; } = 500;

    /// <summary>Bounds on what a server may set <see cref="FailsafeMs"/> to.</summary>
    public const int MinFailsafeMs = 50;

    /// <inheritdoc cref="MinFailsafeMs"/>
    public const int MaxFailsafeMs = 2000;

    /// <summary>Bounds on what a server may set <see cref="MaxCommandAgeMs"/> to.</summary>
    public const int MinCommandAgeMs = 20;

    /// <inheritdoc cref="MinCommandAgeMs"/>
    public const int MaxCommandAgeLimitMs = 1000;
}
