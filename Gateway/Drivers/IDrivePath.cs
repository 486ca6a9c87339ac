using RcFleet.Cars;

namespace RcFleet.Gateway.Drivers;

/// <summary>One driver's way to one car. Never waits, never queues; a command that can't be sent is lost.</summary>
internal interface IDrivePath
{
    /// <summary>It goes past the grain where it can, and wants <see cref="Use"/> to be called with fresh grants.</summary>
    bool WantsGrants { get; }

    /// <summary>It goes past the grain now.</summary>
    bool GoesDirect { get; }

    /// <summary>The grant of a join or a renewal; null when the grain gives none.</summary>
    void Use(DriveGrant? grant);

    /// <summary>Sends a command on its way.</summary>
    void Send(DriveCommand command);

    /// <summary>Stops the car past the grain, if there is such a way; the caller tells the grain as well.</summary>
    void Stop(uint afterSeq, StopReason reason);

    /// <summary>Called four times a second.</summary>
    void Check(long nowMs);

    /// <summary>The driver is gone, and has been stopped.</summary>
    void Close();
}
