namespace RcFleet.Devices;

/// <summary>Whether a board's key is good.</summary>
[GenerateSerializer, Alias("rc.authenticate-outcome")]
public enum AuthenticateOutcome
{
    /// <summary>The key is this board's.</summary>
    Ok,

    /// <summary>No such board, or not its key.</summary>
    Refused,

    /// <summary>The board was deleted.</summary>
    Revoked,

    /// <summary>It has no key, and its car has boards with keys.</summary>
    KeyRequired,

    /// <summary>It has no key, and another board without one has its role.</summary>
    RoleTaken,
}
