namespace RcFleet.Gateway.Lobby;

/// <summary>The ways to a car's picture, for the holder of a session on it.</summary>
internal sealed record CameraResponse(string CarId, string? StreamUrl, string? Quality, IReadOnlyList<CameraCandidate> Candidates);
