using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace RcFleet.Hosting.Cluster;

/// <summary>A gateway that starts before the silos waits for them; one that may not read the list of silos, or waits too long, gives up.</summary>
internal sealed partial class FirstSiloPatience(TimeProvider time, IConfiguration configuration, ILogger<FirstSiloPatience> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly long _since = time.GetTimestamp();
    private readonly TimeSpan _limit = TimeSpan.FromSeconds(ClusterSettings.Of(configuration).JoinSeconds);
    private bool _told;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (ClusterProblem.IsRefusal(exception) || time.GetElapsedTime(_since) > _limit) return false;
        if (!_told) LogWaiting(logger, exception.Message);
        _told = true;
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "Waiting for a first silo: {Problem}")]
    private static partial void LogWaiting(ILogger logger, string problem);
}
