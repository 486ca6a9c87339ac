using RcFleet.Fleet;

namespace RcFleet.Cars;

/// <summary>
/// What was driven past the grain while it was away. A new activation knows the time left as it was last written, at most 5 s
/// before the old one died; the driver's gateway knows what the old one said last, and counted on. The lower of the two is
/// the truth. It is saved with the join that follows, or with the next beat that saves.
/// </summary>
internal sealed partial class CarGrain
{
    /// <summary>How old the saved time left may be.</summary>
    private const long SavedWithinMs = 5000;

    public Task ChargePast(PastDrive driven)
    {
        if (!_seat.Unknown || _lease.Session?.SessionId != driven.SessionId || _lease.Epoch != driven.Epoch) return Task.CompletedTask;
        if (!_lease.ChargeDownTo(driven.RemainingMs, DriverSeat.GrantTtlMs + SavedWithinMs)) return Task.CompletedTask;
        FleetLog.PastCharged(_logger, CarId, driven.SessionId, _lease.Session!.RemainingMs);
        Announce();
        return Task.CompletedTask;
    }
}
