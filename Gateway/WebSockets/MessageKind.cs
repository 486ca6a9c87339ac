namespace RcFleet.Gateway.WebSockets;

/// <summary>What <see cref="MessageReader"/> read.</summary>
internal enum MessageKind
{
    /// <summary>A whole text message.</summary>
    Text,

    /// <summary>A whole binary message.</summary>
    Binary,

    /// <summary>The peer closed, or the connection broke.</summary>
    Closed,

    /// <summary>A message over the limit. Nothing more can be read.</summary>
    TooLarge,
}
