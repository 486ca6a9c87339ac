namespace RcFleet.Gateway.Lobby;

/// <summary>The ways to a car's picture, for the holder of a session on it; <c>sameNetwork</c>: caller and camera seem to be on one.</summary>
internal sealed record CameraResponse(string CarId, string? StreamUrl, string? Quality, bool SameNetwork, IReadOnlyList<CameraCandidate> Candidates);
