namespace RcFleet.VirtualCar.Wire;

/// <summary>Ends a latched stop.</summary>
public sealed record ResumeMessage(uint Epoch) : ServerMessage;
