using RcFleet.Cars;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Peers;

/// <summary>One driver's way to a controller past the grain, as the driver's gateway sees it. Never waits, queues nothing.</summary>
internal interface IDirectLane
{
    /// <summary>What its commands are counted as.</summary>
    DriveRoute Route { get; }

    /// <summary>The controller's gateway has let it in.</summary>
    bool IsOpen { get; }

    /// <summary>It is over; open another one.</summary>
    bool IsClosed { get; }

    /// <summary>Sends a command; the latest wins. False when the way is not open: go through the grain.</summary>
    bool TrySend(DriveCommand command);

    /// <summary>Stops the car, ahead of every drive.</summary>
    void Stop(uint afterSeq, StopReason reason);

    /// <summary>Done.</summary>
    void Close();
}
