using Orleans.Concurrency;

namespace RcFleet.Cars;

/// <summary>A connection that lives no longer than its session. Never awaits a socket.</summary>
[Alias("rc.session-observer")]
public interface ISessionObserver : IGrainObserver
{
    /// <summary>The session, or this connection's part in it, is over.</summary>
    [OneWay]
    [Alias("Ended")]
    Task Ended(EndReason reason);
}
