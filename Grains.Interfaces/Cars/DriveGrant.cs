namespace RcFleet.Cars;

/// <summary>
/// Lets one driver's connection send its commands from gateway to gateway, past the grain. The controller's gateway has the
/// same key from the car's <see cref="SessionNotice"/>, so that who opens the way proves that the grain let it in.
/// </summary>
/// <param name="CarId">The car.</param>
/// <param name="DeviceId">Its controller.</param>
/// <param name="Epoch">The only epoch that this is good for.</param>
/// <param name="Holder">The only connection that this is good for.</param>
/// <param name="TtlMs">How long it is good for after it was received, in milliseconds; asking again renews it.</param>
/// <param name="Gateway">The gateway that holds the controller's socket.</param>
/// <param name="PeerUrl">Where other gateways reach that one, or null: then it is of use on that gateway alone.</param>
/// <param name="Key">256 random bits of this join, base64url.</param>
[Immutable, GenerateSerializer, Alias("rc.drive-grant")]
public sealed record DriveGrant(
    [property: Id(0)] string CarId,
    [property: Id(1)] string DeviceId,
    [property: Id(2)] long Epoch,
    [property: Id(3)] string Holder,
    [property: Id(4)] int TtlMs,
    [property: Id(5)] string Gateway,
    [property: Id(6)] string? PeerUrl,
    [property: Id(7)] string Key)
{
    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"DriveGrant {{ DeviceId = {DeviceId}, Epoch = {Epoch}, Holder = {Holder}, Gateway = {Gateway} }}";
}
