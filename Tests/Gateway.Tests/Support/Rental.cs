namespace RcFleet.Gateway.Tests.Support;

/// <summary>A rented car.</summary>
internal sealed record Rental(string Code, string SessionId, string Token, long Epoch);
