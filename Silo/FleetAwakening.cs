using RcFleet.Fleet;

namespace RcFleet.Silo;

/// <summary>
/// The last step of a start: each part of the fleet index wakes the cars that it knows, so that a lease whose boards never
/// return ends all the same.
/// </summary>
internal static partial class FleetAwakening
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Asks every part until it has answered. Silos that start together, or one that starts while another dies, may find a part
    /// on one that does not answer yet, or no longer: that passes, and must not end this one as well.
    /// </summary>
    /// <param name="grains">The grains.</param>
    /// <param name="passes">Whether a failure is of the kind that passes; any other ends the start.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of every round that failed.</param>
    /// <param name="stopping">The process is told to stop: it no longer matters.</param>
    public static async Task WakeAsync(IGrainFactory grains, Func<Exception, bool> passes, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.WhenAll(FleetShards.Keys.Select(shard => grains.GetGrain<IFleetShardGrain>(shard).ListCars()));
                return;
            }
            catch (Exception e) when (passes(e) || stopping.IsCancellationRequested)
            {
                LogAsleep(logger, e.Message);
            }

            await Task.Delay(Again, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>As a host that has started does it.</summary>
    public static Task WakeAsync(IServiceProvider services) => WakeAsync(
        services.GetRequiredService<IGrainFactory>(),
        Engine.Passes,
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(FleetAwakening)),
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "A part of the fleet index does not answer yet: {Why}")]
    private static partial void LogAsleep(ILogger logger, string why);
}
