namespace RcFleet.Cars;

/// <summary>What a board's connection is to its car.</summary>
internal enum PlugOutcome
{
    /// <summary>It has taken its board's places.</summary>
    Plugged,

    /// <summary>It has them already, by this registration or a newer one.</summary>
    Known,

    /// <summary>A newer connection of the board has them: it came while the grain had forgotten this one.</summary>
    Replaced,
}
