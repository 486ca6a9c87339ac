namespace RcFleet.Gateway.Lobby;

/// <summary>One frame of a camera, for the lobby.</summary>
/// <param name="Jpeg">The frame as the camera sent it.</param>
/// <param name="Tag">Its entity tag, without quotes.</param>
/// <param name="TakenAt">When it came, by the wall clock.</param>
/// <param name="TakenMs">When it came, by this process' clock.</param>
internal sealed record Thumbnail(byte[] Jpeg, string Tag, DateTimeOffset TakenAt, long TakenMs);
