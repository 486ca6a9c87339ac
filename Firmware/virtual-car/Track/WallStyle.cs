namespace RcFleet.VirtualCar.Track;

/// <summary>How a wall is painted.</summary>
public enum WallStyle : byte
{
    /// <summary>Boards with the fleet's name around the hall.</summary>
    Banner,

    /// <summary>Stacked tyres, red and white.</summary>
    Tyres,

    /// <summary>Wooden boards.</summary>
    Boards,
}
