namespace RcFleet.VirtualCar.Wire;

/// <summary>The server refuses something; it usually closes next.</summary>
public sealed record ErrorMessage(string Code, string Message) : ServerMessage;
