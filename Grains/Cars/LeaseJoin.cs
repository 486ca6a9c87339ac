namespace RcFleet.Cars;

/// <summary>What a join did to the lease.</summary>
/// <param name="Epoch">The epoch of this join.</param>
/// <param name="EpochTaken">It is a new one and must be durable before anybody hears of it.</param>
/// <param name="Replaced">The connection that drove until now, or null.</param>
internal readonly record struct LeaseJoin(long Epoch, bool EpochTaken, string? Replaced);
