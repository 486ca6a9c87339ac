using System.Collections.Immutable;
using RcFleet.Storage;

namespace RcFleet.Rides;

/// <summary>One day's rides of a part of the fleet: entries come, none changes but for its bytes, none goes.</summary>
internal sealed class RideLedgerGrain([PersistentState("ledger", "fleet")] IPersistentState<RideLedgerState> storage) : Grain, IRideLedgerGrain
{
    private ImmutableArray<Ride> Rides => storage.State.Rides;

    public Task Enter(Ride ride)
    {
        var known = Rides.FirstOrDefault(r => r.SessionId == ride.SessionId);
        var next = known is null ? Rides.Add(ride) : Rides.Replace(known, known with { Traffic = ride.Traffic });
        return known == ride ? Task.CompletedTask : storage.Replace(new RideLedgerState { Rides = next }, DeactivateOnIdle);
    }

    // An empty day's stays in memory as long as others do: only operators ask, 92 days at most, and would read it anew each time.
    public Task<ImmutableArray<Ride>> List() => Task.FromResult(Rides);
}
