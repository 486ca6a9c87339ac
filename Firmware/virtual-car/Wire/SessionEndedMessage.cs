namespace RcFleet.VirtualCar.Wire;

/// <summary>The session is over.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Reason">A word for logs.</param>
/// <param name="SessionId">If the server says it, only this session's streams end.</param>
public sealed record SessionEndedMessage(uint Epoch, string Reason, string? SessionId = null) : ServerMessage;
