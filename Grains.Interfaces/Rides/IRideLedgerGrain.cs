using System.Collections.Immutable;

namespace RcFleet.Rides;

/// <summary>The rides of one part of the fleet that ended on one day; keyed by <see cref="RideLedgers.KeyFor"/>.</summary>
[Alias("rc.ride-ledger")]
public interface IRideLedgerGrain : IGrainWithStringKey
{
    /// <summary>Enters a ride, durably. Again for the same session: only bytes that were counted late are taken over.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Enter")]
    Task Enter(Ride ride);

    /// <summary>All of them, in the order of their entry.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("List")]
    Task<ImmutableArray<Ride>> List();
}
