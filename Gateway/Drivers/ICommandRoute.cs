using RcFleet.Cars;

namespace RcFleet.Gateway.Drivers;

/// <summary>How a drive command reaches the gateway that holds the controller's socket.</summary>
internal interface ICommandRoute
{
    /// <summary>Sends a command on its way and returns. Never waits, never queues; a command that can't be sent is lost.</summary>
    void Send(ICarGrain car, DriveCommand command);
}
