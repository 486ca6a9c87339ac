namespace RcFleet.Devices;

/// <summary>The answer to a provisioning or a rotation.</summary>
/// <param name="Outcome">Whether there is a new key.</param>
/// <param name="CarId">The board's car.</param>
/// <param name="Role">Its role.</param>
/// <param name="Key">The key, shown this once; null unless provisioned.</param>
[Immutable, GenerateSerializer, Alias("rc.provision-result")]
public sealed record ProvisionResult(
    [property: Id(0)] ProvisionOutcome Outcome,
    [property: Id(1)] string CarId,
    [property: Id(2)] DeviceRole Role,
    [property: Id(3)] string? Key)
{
    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"ProvisionResult {{ Outcome = {Outcome}, CarId = {CarId}, Role = {Role} }}";
}
