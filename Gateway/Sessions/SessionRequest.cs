namespace RcFleet.Gateway.Sessions;

/// <summary>Asks for a session.</summary>
/// <param name="Code">The rental code; operators leave it out.</param>
internal sealed record SessionRequest(string? Code);
