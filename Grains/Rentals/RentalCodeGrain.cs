using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Fleet;
using RcFleet.Storage;

namespace RcFleet.Rentals;

/// <summary>One rental code. Awaits cars only in <see cref="ICarGrain.HoldsSession"/>, which interleaves with a grant that awaits this code.</summary>
internal sealed class RentalCodeGrain(
    [PersistentState("code", "fleet")] IPersistentState<RentalCodeState> storage, ILogger<RentalCodeGrain> logger)
    : Grain, IRentalCodeGrain
{
    private RentalCodeState State => storage.State;

    public async Task<bool> Create(string code, RentalCodeTerms terms)
    {
        if (State.Terms is not null) return false;
        await Save(new RentalCodeState { Code = code, Terms = terms, AvailableMs = terms.Minutes * 60_000L * terms.Uses });
        await GrainFactory.GetGrain<IFleetShardGrain>(FleetShards.KeyFor(code)).AddCode(code);
        return true;
    }

    public async Task<ReserveResult> Reserve(string carId, string sessionId)
    {
        if (State.Terms is not { } terms)
        {
            // Anybody can guess a code that does not exist: its grain goes as soon as it has said so.
            DeactivateOnIdle();
            return new ReserveResult(ReserveOutcome.Invalid, 0);
        }

        if (!terms.Cars.IsDefaultOrEmpty && !terms.Cars.Contains(carId)) return new ReserveResult(ReserveOutcome.OtherCar, 0);
        if (State.Reservations.FirstOrDefault(r => r.SessionId == sessionId) is { } known)
            return new ReserveResult(ReserveOutcome.Reserved, known.Ms);

        var useMs = terms.Minutes * 60_000L;
        var next = State.AvailableMs >= useMs ? State : await TakeBackLost();
        var ms = Math.Min(next.AvailableMs, useMs);
        if (ms <= 0) return new ReserveResult(ReserveOutcome.UsedUp, 0);
        await Save(next with
        {
            AvailableMs = next.AvailableMs - ms,
            Reservations = next.Reservations.Add(new Reservation(sessionId, carId, ms)),
        });
        return new ReserveResult(ReserveOutcome.Reserved, ms);
    }

    public async Task Settle(string sessionId, long unusedMs)
    {
        if (State.Reservations.FirstOrDefault(r => r.SessionId == sessionId) is not { } reservation) return;
        await Save(State with
        {
            AvailableMs = State.AvailableMs + Math.Clamp(unusedMs, 0, reservation.Ms),
            Reservations = State.Reservations.Remove(reservation),
        });
    }

    public Task<RentalCodeInfo?> Get() =>
        Task.FromResult(
            State.Terms is { } terms
                ? new RentalCodeInfo(State.Code, terms, State.AvailableMs, State.Reservations.Sum(r => r.Ms))
                : null);

    /// <summary>
    /// The state without the reservations of grants that a crash cut short: their cars know nothing of them, so all of
    /// their time comes back. A car that does not answer keeps its reservation.
    /// </summary>
    private async Task<RentalCodeState> TakeBackLost()
    {
        var next = State;
        foreach (var reservation in State.Reservations)
        {
            if (await MayStillSettle(reservation)) continue;
            FleetLog.ReservationLost(logger, reservation.SessionId, reservation.Ms);
            next = next with
            {
                AvailableMs = next.AvailableMs + reservation.Ms,
                Reservations = next.Reservations.Remove(reservation),
            };
        }

        return next;
    }

    private async Task<bool> MayStillSettle(Reservation reservation)
    {
        try
        {
            return await GrainFactory.GetGrain<ICarGrain>(reservation.CarId).HoldsSession(reservation.SessionId);
        }
        catch (Exception)
        {
            return true;
        }
    }

    private Task Save(RentalCodeState next) => storage.Replace(next, DeactivateOnIdle);
}
