using Orleans.Concurrency;

namespace RcFleet.Cars;

/// <summary>A driver's connection, as its car sees it. Never awaits a socket.</summary>
[Alias("rc.driver-link")]
public interface IDriverLink : ISessionObserver
{
    /// <summary>What the driver's page shows. Latest wins.</summary>
    [OneWay]
    [Alias("State")]
    Task State(DriverState state);

    /// <summary>WebRTC signaling from a board.</summary>
    [OneWay]
    [Alias("Signal")]
    Task Signal(SignalMessage message);
}
