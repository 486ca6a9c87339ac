using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RcFleet.Cars;
using RcFleet.Fleet;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Reach;

/// <summary>
/// Asks once a second whether there is a way to the silos: one shard of the fleet index, the next one each time, and when that
/// one does not answer, all of them. They are spread over the silos, so one silo that dies does not look like all; where it had them all, it is as if.
/// </summary>
internal sealed partial class SiloBeat(IGrainFactory grains, SiloReach reach, MonotonicClock clock, GatewayMetrics metrics, ILogger<SiloBeat> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);
    private static readonly string[] Shards = [.. FleetShards.Keys];

    /// <summary>The cheapest call that silos of every version answer: news of a car that no shard has, which changes nothing. No car's id holds a tilde.</summary>
    private static readonly CarSummary Nobody = new("~", CarStatus.Offline, Camera: false, Controller: false, BatteryPercent: null, Rssi: null, Waiting: 0);

    private int _turn;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        reach.Watch();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock.Time);
        try
        {
            do
            {
                await BeatAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task BeatAsync()
    {
        _turn = (_turn + 1) % Shards.Length;
        var problem = reach.IsDoubtful || await AskAsync(Shards[_turn]) is not null ? await AskAllAsync() : null;
        if (problem is null)
        {
            if (!reach.Answered()) return;
            metrics.SilosCut(-1);
            LogReached(logger);
            return;
        }

        metrics.SilosSilent();
        if (!reach.Missed(problem.Message, clock.NowMs)) return;
        metrics.SilosCut(1);
        LogCut(logger, problem);
    }

    /// <summary>Null as soon as one of them has answered, and what one said when none did.</summary>
    private async Task<Exception?> AskAllAsync()
    {
        var asked = Shards.Select(AskAsync).ToList();
        Exception? problem = null;
        while (asked.Count > 0)
        {
            var done = await Task.WhenAny(asked);
            asked.Remove(done);
            problem = await done;
            if (problem is null) return null;
        }

        return problem;
    }

    private async Task<Exception?> AskAsync(string shard)
    {
        try
        {
            await grains.GetGrain<IFleetShardGrain>(shard).Report(Nobody).WaitAsync(Deadline, clock.Time);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    [LoggerMessage(EventId = 2050, Level = LogLevel.Warning, Message = "No silo answers this gateway: /readyz says 503, and nobody new is let in")]
    private static partial void LogCut(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2051, Level = LogLevel.Information, Message = "Silos answer this gateway again")]
    private static partial void LogReached(ILogger logger);
}
