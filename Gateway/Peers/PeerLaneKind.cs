namespace RcFleet.Gateway.Peers;

/// <summary>What a connection between gateways carries: each kind has its own, so that frames never hold up a command.</summary>
internal enum PeerLaneKind : byte
{
    /// <summary>Commands one way, reports the other.</summary>
    Commands = 1,

    /// <summary>One camera's frames.</summary>
    Video = 2,

    /// <summary>One picture for the lobby, asked for and answered.</summary>
    Thumbnail = 3,
}
