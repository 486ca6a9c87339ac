namespace RcFleet.Gateway.Peers;

/// <summary>What a frame between gateways says. Drawn at <see cref="PeerFrames"/>.</summary>
internal enum PeerFrameType : byte
{
    /// <summary>Both ways, twice a second: this gateway lives, and this is its clock.</summary>
    Beat = 1,

    /// <summary>Dialler: opens a way to a controller under a grant.</summary>
    Open = 2,

    /// <summary>Dialler: one drive command.</summary>
    Drive = 3,

    /// <summary>Dialler: stop, ahead of every drive.</summary>
    Stop = 4,

    /// <summary>Dialler: closes a way.</summary>
    Close = 5,

    /// <summary>Listener: the way is open.</summary>
    Opened = 6,

    /// <summary>Listener: the way is closed or was refused; go through the grain.</summary>
    Closed = 7,

    /// <summary>Listener: what the controller reported. Latest wins.</summary>
    State = 8,
}
