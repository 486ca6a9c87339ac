using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using RcFleet.Fleet;
using RcFleet.Rentals;
using RcFleet.Rides;
using RcFleet.Storage;

namespace RcFleet.Cars;

/// <summary>
/// A car's accounts with others: a session takes its time from the code that pays; what it did not use goes back there, and
/// its ride into a ledger, each kept until it has arrived. Counts what the live session carries until then.
/// </summary>
/// <param name="carId">The car.</param>
/// <param name="reserve">Takes time from a code for a session.</param>
/// <param name="settlements">What goes back to the codes.</param>
/// <param name="rides">What goes into the ledgers.</param>
/// <param name="traffic">What the live session has carried so far.</param>
/// <param name="time">Measures how long an answer waits for a code.</param>
internal sealed class CarAccounts(
    string carId,
    Func<string, string, Task<ReserveResult>> reserve,
    DurableOutbox<Settlement> settlements,
    DurableOutbox<Ride> rides,
    Traffic traffic,
    TimeProvider time)
{
    /// <summary>How long an end waits for the code to take back its time, before it answers anyway.</summary>
    private static readonly TimeSpan SettleWait = TimeSpan.FromSeconds(2);

    /// <summary>What the live session has carried so far.</summary>
    public Traffic Traffic { get; private set; } = traffic;

    /// <summary>Time on its way back.</summary>
    public ImmutableArray<Settlement> Settlements => settlements.Pending;

    /// <summary>Rides on their way into their ledgers.</summary>
    public ImmutableArray<Ride> Rides => rides.Pending;

    /// <summary>Nothing is on its way.</summary>
    public bool AreSettled => Settlements.IsEmpty && Rides.IsEmpty;

    /// <summary>The accounts as they were saved last.</summary>
    /// <param name="carId">The car.</param>
    /// <param name="state">As it was saved.</param>
    /// <param name="grains">Finds codes and ledgers.</param>
    /// <param name="time">See the constructor.</param>
    /// <param name="save">Saves the state again, since something has arrived.</param>
    /// <param name="failed">Called with what is to be logged when something did not arrive and must be sent again.</param>
    /// <param name="logger">Where it is logged.</param>
    public static CarAccounts Restore(
        string carId, CarState state, IGrainFactory grains, TimeProvider time, Action save, Action<Action> failed, ILogger logger)
    {
        return new CarAccounts(
            carId,
            (code, sessionId) => Code(code).Reserve(carId, sessionId),
            new DurableOutbox<Settlement>(
                state.Settlements,
                settlement => settlement.SessionId,
                settlement => Code(settlement.Code).Settle(settlement.SessionId, settlement.UnusedMs),
                save,
                (settlement, e) => failed(() => FleetLog.SettleFailed(logger, carId, settlement.SessionId, e))),
            new DurableOutbox<Ride>(
                state.Rides,
                ride => ride.SessionId,
                ride => grains.GetGrain<IRideLedgerGrain>(RideLedgers.KeyFor(ride)).Enter(ride),
                save,
                (ride, e) => failed(() => FleetLog.RideFailed(logger, carId, ride.SessionId, e))),
            state.Traffic,
            time);

        IRentalCodeGrain Code(string code) => grains.GetGrain<IRentalCodeGrain>(RentalCodes.GrainKey(code));
    }

    /// <summary>Time of that session is on its way back.</summary>
    public bool Owe(string sessionId) => settlements.Find(sessionId) is not null;

    /// <summary>Takes time from a code for a session; first gives back what is on its way there from one that has just ended.</summary>
    public async Task<ReserveResult> Reserve(string code, string sessionId)
    {
        if (Settlements.Any(s => s.Code == code)) await Settled();
        return await reserve(code, sessionId);
    }

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

    /// <summary>As <see cref="Settle"/>, but waits 2 s at most; it goes on by itself.</summary>
    public async Task Settled()
    {
        try
        {
            await Settle().WaitAsync(SettleWait, time);
        }
        catch (TimeoutException)
        {
            // Whoever waits is answered; the code is not forgotten.
        }
    }

    /// <summary>Sends what is owed to codes; completes after one attempt at each, and never fails.</summary>
    public Task Settle() => settlements.Send();

    /// <summary>Sends rides to their ledgers; completes after one attempt at each, and never fails.</summary>
    public Task EnterRides() => rides.Send();
}
