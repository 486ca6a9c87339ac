namespace RcFleet.Gateway.Lobby;

/// <summary>The thumbnails of cameras on other gateways.</summary>
internal interface IPeerThumbnails
{
    /// <summary>
    /// Asks the gateway that holds the car's camera. Null when that is none other than this one, or there is no camera; else
    /// what it says, <see cref="ThumbnailOutcome.Fetched"/> with a picture, or <see cref="ThumbnailOutcome.Unreachable"/>. Never throws.
    /// </summary>
    /// <param name="carId">The car.</param>
    /// <param name="inUse">Somebody drives it.</param>
    Task<ThumbnailResult?> FetchAsync(string carId, bool inUse);
}
