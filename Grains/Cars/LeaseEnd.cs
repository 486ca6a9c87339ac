namespace RcFleet.Cars;

/// <summary>What a session leaves behind.</summary>
/// <param name="SessionId">The session that ended.</param>
/// <param name="Code">The code that paid, or null.</param>
/// <param name="UnusedMs">What goes back to the code, in milliseconds.</param>
internal sealed record LeaseEnd(string SessionId, string? Code, long UnusedMs);
