using RcFleet.VirtualCar.Wire;

namespace RcFleet.VirtualCar.Links;

/// <summary>What listens behind a connection: the controller, the camera, or both.</summary>
internal interface IDeviceBoard
{
    /// <summary>A message came, at this monotonic time in ms. <see cref="RegisteredMessage"/> is the first of each connection.</summary>
    void Received(long nowMs, ServerMessage message);

    /// <summary>The connection is gone.</summary>
    void Closed(long nowMs);
}
