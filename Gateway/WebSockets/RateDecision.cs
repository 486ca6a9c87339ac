namespace RcFleet.Gateway.WebSockets;

/// <summary>What a <see cref="RateLimit"/> says of a message.</summary>
internal enum RateDecision
{
    /// <summary>Within the limit.</summary>
    Pass,

    /// <summary>Over the limit: drop and count it.</summary>
    Drop,

    /// <summary>Far over the limit: close with 4429.</summary>
    Close,
}
