namespace RcFleet.Gateway.Streams;

/// <summary>What came of trying a camera's address from the internet's side. Counted by its name.</summary>
internal enum ProbeOutcome
{
    /// <summary>The camera answered with its stream.</summary>
    Usable,

    /// <summary>Something answered that it is busy, as a camera with two viewers does: what was known stays.</summary>
    Busy,

    /// <summary>The name has no address, or none was found within 2 s.</summary>
    NameUnknown,

    /// <summary>The name leads to another address than the camera's own.</summary>
    NameElsewhere,

    /// <summary>The camera's own address is none of the internet's: it is never tried.</summary>
    NotPublic,

    /// <summary>Nobody listens there.</summary>
    ConnectionRefused,

    /// <summary>No answer within 2 s.</summary>
    TimedOut,

    /// <summary>The certificate is not one that a browser would take.</summary>
    BadCertificate,

    /// <summary>The camera did not take the token that it must take: another device, or its clock is off.</summary>
    TokenRefused,

    /// <summary>Something answered, but not with a stream.</summary>
    NotACamera,
}
