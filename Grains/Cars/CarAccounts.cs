using System.Collections.Immutable;
using RcFleet.Rides;
using RcFleet.Storage;

namespace RcFleet.Cars;

/// <summary>
/// What a car's sessions leave to settle: unused time goes back to the code that paid, the ride into its ledger, each kept
/// until it has arrived. Counts what the live session carries until then.
/// </summary>
/// <param name="carId">The car.</param>
/// <param name="settlements">What goes to the codes.</param>
/// <param name="rides">What goes into the ledgers.</param>
/// <param name="traffic">What the live session has carried so far.</param>
internal sealed class CarAccounts(string carId, DurableOutbox<Settlement> settlements, DurableOutbox<Ride> rides, Traffic traffic)
{
    /// <summary>What the live session has carried so far.</summary>
    public Traffic Traffic { get; private set; } = traffic;

    /// <summary>Time on its way back.</summary>
    public ImmutableArray<Settlement> Settlements => settlements.Pending;

    /// <summary>Rides on their way into their ledgers.</summary>
    public ImmutableArray<Ride> Rides => rides.Pending;

    /// <summary>Nothing is on its way.</summary>
    public bool AreSettled => Settlements.IsEmpty && Rides.IsEmpty;

    /// <summary>Time is on its way back to that code.</summary>
    public bool OweCode(string code) => Settlements.Any(s => s.Code == code);

    /// <summary>Time of that session is on its way back.</summary>
    public bool OweSession(string sessionId) => settlements.Find(sessionId) is not null;

    /// <summary>A session begins, and has carried nothing.</summary>
    public void Open() => Traffic = Traffic.Nothing;

    /// <summary>
    /// Adds what a session has carried: the live one's, or that of one whose ride is still on its way, which is then to be
    /// saved. Of any other it is dropped. True when it must be saved.
    /// </summary>
    public bool Add(string? live, string sessionId, Traffic carried)
    {
        if (live == sessionId)
        {
            Traffic += carried;
            return false;
        }

        if (rides.Find(sessionId) is not { } ride) return false;
        rides.Replace(ride, ride with { Traffic = ride.Traffic + carried });
        return true;
    }

    /// <summary>The live session has ended: its ride is due.</summary>
    /// <param name="session">The session, metered.</param>
    /// <param name="reason">Why it ended.</param>
    /// <param name="nowMs">The wall clock: milliseconds since 1970.</param>
    public void EnterRide(SessionRecord session, EndReason reason, long nowMs)
    {
        rides.Add(new Ride(
            session.SessionId, carId, session.Code?[^4..], session.StartedAtMs, Math.Max(session.StartedAtMs, nowMs),
            session.GrantedMs, session.GrantedMs - session.RemainingMs, session.PausedMs, reason, Traffic));
        Traffic = Traffic.Nothing;
    }

    /// <summary>Time goes back to the code that paid, if one did.</summary>
    public void GiveBack(LeaseEnd ended)
    {
        if (ended.Code is { } code) settlements.Add(new Settlement(code, ended.SessionId, ended.UnusedMs));
    }

    /// <summary>Those are durable now.</summary>
    public void Written(CarState state)
    {
        settlements.Written(state.Settlements);
        rides.Written(state.Rides);
    }

    /// <summary>Sends what is owed to codes; completes after one attempt at each, and never fails.</summary>
    public Task Settle() => settlements.Send();

    /// <summary>Sends rides to their ledgers; completes after one attempt at each, and never fails.</summary>
    public Task EnterRides() => rides.Send();
}
