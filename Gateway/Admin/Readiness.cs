using RcFleet.Gateway.Lobby;
using RcFleet.Gateway.Reach;

namespace RcFleet.Gateway.Admin;

/// <summary>
/// What <c>/readyz</c> says: whether anybody new should be sent here. A process with grains answers for the fleet index; a
/// gateway for its way to the silos, since a part of the index that is away with its silo is away for every gateway alike.
/// </summary>
internal sealed class Readiness(FleetIndex fleet, Drain drain, SiloReach reach)
{
    /// <summary>Asks.</summary>
    public async Task<ReadinessAnswer> AskAsync()
    {
        if (drain.Begun) return new ReadinessAnswer("draining", "The process is about to stop.");
        if (reach.Problem is { } problem) return new ReadinessAnswer("cut_off", problem);
        if (reach.IsWatched) return new ReadinessAnswer(null, "ready");
        try
        {
            var cars = (await fleet.ListAsync()).Length;
            return new ReadinessAnswer(null, $"ready, {cars} cars", cars);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new ReadinessAnswer("not_ready", $"The fleet index does not answer: {e.Message}");
        }
    }
}
