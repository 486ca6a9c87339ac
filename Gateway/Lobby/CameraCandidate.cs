namespace RcFleet.Gateway.Lobby;

/// <summary>One way; <c>kind</c> is lan, wan, webrtc or relay.</summary>
internal sealed record CameraCandidate(string Kind, string Url);
