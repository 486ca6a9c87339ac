namespace RcFleet.Support;

/// <summary>A rented car.</summary>
public sealed record Rental(string Code, string SessionId, string Token, long Epoch);
