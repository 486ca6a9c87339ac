using Orleans.Concurrency;

namespace RcFleet.Rentals;

/// <summary>
/// One rental code, keyed by <see cref="RentalCodes.GrainKey"/>, so that no log line or error that names the grain shows the code: time bought, for which cars, what is left.
/// </summary>
/// <remarks>
/// A code of M minutes and N uses holds M × N minutes. A session takes up to M of them at its grant and gives back what it
/// did not drive. Reserve and settle are idempotent by session.
/// </remarks>
[Alias("rc.rental-code")]
public interface IRentalCodeGrain : IGrainWithStringKey
{
    /// <summary>Makes the code, durably. False when it exists already.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Create")]
    Task<bool> Create(string code, RentalCodeTerms terms);

    /// <summary>Takes time for a session. A reservation whose session is no longer live comes back first.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Reserve")]
    Task<ReserveResult> Reserve(string carId, string sessionId);

    /// <summary>Ends a session's reservation: what it did not use comes back.</summary>
    [ResponseTimeout(CallTimeouts.Durably)]
    [Alias("Settle")]
    Task Settle(string sessionId, long unusedMs);

    /// <summary>What is left; null when there is no such code.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<RentalCodeInfo?> Get();
}
