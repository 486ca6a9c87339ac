namespace RcFleet.Gateway.Operators;

/// <summary>Ends a session.</summary>
/// <param name="Reason">Why, for the operator's own records; at most 200 characters.</param>
internal sealed record EndSessionRequest(string? Reason);
