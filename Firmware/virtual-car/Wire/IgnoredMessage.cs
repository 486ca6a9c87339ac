namespace RcFleet.VirtualCar.Wire;

/// <summary>A message that this car has no use for: WebRTC signaling (it announces no such capability) or a type it does not know.</summary>
public sealed record IgnoredMessage(string Type) : ServerMessage;
