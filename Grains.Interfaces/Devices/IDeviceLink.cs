using Orleans.Concurrency;
using RcFleet.Cars;

namespace RcFleet.Devices;

/// <summary>
/// A board's connection, as its car sees it. Every method only leaves its message in the connection's lane and returns:
/// it never awaits a socket, since calls to one link run one at a time.
/// </summary>
[Alias("rc.device-link")]
public interface IDeviceLink : IGrainObserver
{
    /// <summary>The lease, set or renewed.</summary>
    [OneWay]
    [Alias("Session")]
    Task Session(SessionNotice notice);

    /// <summary>One drive command; the latest wins.</summary>
    [OneWay]
    [Alias("Drive")]
    Task Drive(DriveCommand command);

    /// <summary>Stop, ahead of every drive.</summary>
    [OneWay]
    [Alias("Stop")]
    Task Stop(StopNotice notice);

    /// <summary>Ends a latched stop.</summary>
    [OneWay]
    [Alias("Resume")]
    Task Resume(ResumeNotice notice);

    /// <summary>The session is over.</summary>
    [OneWay]
    [Alias("SessionEnded")]
    Task SessionEnded(SessionEndedNotice notice);

    /// <summary>The picture that the driver wants.</summary>
    [OneWay]
    [Alias("Video")]
    Task Video(VideoNotice notice);

    /// <summary>WebRTC signaling from the driver.</summary>
    [OneWay]
    [Alias("Signal")]
    Task Signal(SignalMessage message);

    /// <summary>A token that opens this camera's stream once within a minute; only the gateway that holds its socket can make one.</summary>
    [ResponseTimeout("00:00:02")]
    [Alias("MintStreamToken")]
    Task<string?> MintStreamToken(string sessionId);

    /// <summary>Close this connection.</summary>
    [OneWay]
    [Alias("Close")]
    Task Close(DeviceCloseReason reason);
}
