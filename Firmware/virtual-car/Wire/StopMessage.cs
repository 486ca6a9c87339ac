namespace RcFleet.VirtualCar.Wire;

/// <summary>Stop now.</summary>
/// <param name="Epoch">The epoch that is stopped; <see cref="uint.MaxValue"/> if it was unreadable, for in doubt the car stops.</param>
/// <param name="Latched">Only <c>resume</c> ends it.</param>
public sealed record StopMessage(uint Epoch, bool Latched) : ServerMessage;
