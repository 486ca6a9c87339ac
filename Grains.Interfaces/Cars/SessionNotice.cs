namespace RcFleet.Cars;

/// <summary>The lease as a controller must know it; repeated at least every third of <see cref="LeaseTtlMs"/>.</summary>
/// <param name="Order">Grows with every notice to one link; a notice with an order not above the last one seen is late and is dropped.</param>
/// <param name="SessionId">The live session.</param>
/// <param name="Epoch">The only epoch whose commands the controller may obey.</param>
/// <param name="RemainingMs">Time left on the clock of the rental, in milliseconds.</param>
/// <param name="LeaseTtlMs">Without a further notice for this long the controller goes neutral, in milliseconds.</param>
/// <param name="MaxThrottle">Cap on |throttle|, 0 to 1.</param>
/// <param name="Paused">The clock stands: the car can't be driven.</param>
/// <param name="Holder">The connection that drives, or null when none does.</param>
/// <param name="HolderKey">What the holder proves itself by to the controller's gateway when it drives past the grain; see <see cref="DriveGrant"/>.</param>
/// <param name="GrantTtlMs">How long the holder may drive past the grain after this notice, in milliseconds.</param>
/// <param name="HolderUnknown">The grain was activated anew and does not know who drove: whoever held a grant of this epoch keeps it for as long as it lasts.</param>
[Immutable, GenerateSerializer, Alias("rc.session-notice")]
public sealed record SessionNotice(
    [property: Id(0)] long Order,
    [property: Id(1)] string SessionId,
    [property: Id(2)] long Epoch,
    [property: Id(3)] long RemainingMs,
    [property: Id(4)] int LeaseTtlMs,
    [property: Id(5)] float MaxThrottle,
    [property: Id(6)] bool Paused,
    [property: Id(7)] string? Holder = null,
    [property: Id(8)] string? HolderKey = null,
    [property: Id(9)] int GrantTtlMs = 0,
    [property: Id(10)] bool HolderUnknown = false)
{
    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"SessionNotice {{ Order = {Order}, Epoch = {Epoch}, Holder = {Holder}, RemainingMs = {RemainingMs}, Paused = {Paused} }}";
}
