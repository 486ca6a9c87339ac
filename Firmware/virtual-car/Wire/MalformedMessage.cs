namespace RcFleet.VirtualCar.Wire;

/// <summary>Not JSON, not an object, or a field that the type needs is missing or wrong.</summary>
/// <param name="Type">The message's type, or empty if there was none to read.</param>
public sealed record MalformedMessage(string Type) : ServerMessage;
