namespace RcFleet.Devices;

/// <summary>Who a board is.</summary>
/// <param name="Outcome">Whether the key is good.</param>
/// <param name="CarId">Its car, when the key is good.</param>
/// <param name="Role">Its role, when the key is good.</param>
/// <param name="KeyGeneration">1 for the first key, one more at each rotation; 0 without one.</param>
[Immutable, GenerateSerializer, Alias("rc.authenticate-result")]
public sealed record AuthenticateResult(
    [property: Id(0)] AuthenticateOutcome Outcome,
    [property: Id(1)] string? CarId,
    [property: Id(2)] DeviceRole Role,
    [property: Id(3)] int KeyGeneration);
