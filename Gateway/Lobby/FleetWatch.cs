using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RcFleet.Gateway.WebSockets;

namespace RcFleet.Gateway.Lobby;

/// <summary>
/// Calls every shard of the fleet index twice a minute, so that none stays away after its silo died: the shards wake the
/// cars whose leases must end.
/// </summary>
internal sealed class FleetWatch(FleetIndex fleet, MonotonicClock clock, ILogger<FleetWatch> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.Time.CreateTimer(_ => _ = Connections.Quietly(fleet.ListNowAsync(), logger, "ListCars"), null, Period, Period);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();
}
