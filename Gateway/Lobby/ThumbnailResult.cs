namespace RcFleet.Gateway.Lobby;

/// <summary>A thumbnail, or why there is none; that may be different in a few seconds.</summary>
internal readonly record struct ThumbnailResult(ThumbnailOutcome Outcome, Thumbnail? Picture = null);
