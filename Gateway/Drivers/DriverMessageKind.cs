namespace RcFleet.Gateway.Drivers;

/// <summary>What a driver's message is.</summary>
internal enum DriverMessageKind
{
    /// <summary>Not a JSON object of at most 16 levels: the connection closes.</summary>
    NotJson,

    /// <summary>A type that this endpoint does not know: the connection closes.</summary>
    Unknown,

    /// <summary>A drive command with good fields.</summary>
    Drive,

    /// <summary>A drive command with a field that is missing, twice there, of another type or out of range.</summary>
    MalformedDrive,

    /// <summary>A join, with a token if there was one.</summary>
    Join,

    /// <summary>Neutral now.</summary>
    Stop,

    /// <summary>A ping.</summary>
    Ping,

    /// <summary>The picture's quality, or none that can be read.</summary>
    Video,

    /// <summary>WebRTC signaling: offer, answer, candidate or bye.</summary>
    Signal,
}
