namespace RcFleet.VirtualCar.Wire;

/// <summary>The session that may drive; repeated at least every <paramref name="LeaseTtlMs"/>/3.</summary>
/// <param name="Epoch">Fencing token, from 1.</param>
/// <param name="LeaseTtlMs">How long the lease lives without another of these, in ms: 1 to 60000.</param>
/// <param name="MaxThrottle">Cap on the throttle's magnitude: over 0, up to 1.</param>
/// <param name="SessionId">If the server says it, lets a camera on the same socket refuse stream tokens of other sessions.</param>
public sealed record SessionMessage(uint Epoch, int LeaseTtlMs, double MaxThrottle, string? SessionId = null) : ServerMessage;
