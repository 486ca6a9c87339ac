namespace RcFleet.Gateway.Streams;

/// <summary>What a camera's stream address is good for.</summary>
internal enum StreamUrlKind
{
    /// <summary>Nothing.</summary>
    Refused,

    /// <summary>Drivers on the camera's network; the server can't tell and does not try.</summary>
    Lan,

    /// <summary>Anybody, if it answers: the address that the camera connects from.</summary>
    Wan,

    /// <summary>Anybody, if the name leads to the address that the camera connects from, and it answers.</summary>
    Name,
}
