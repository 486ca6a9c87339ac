namespace RcFleet.VirtualCar.Links;

/// <summary>Why a connection ended, as far as it decides when to come back.</summary>
public enum LinkEnd
{
    /// <summary>The network, the server's death, or any close code without a meaning of its own here.</summary>
    Lost,

    /// <summary>4401, HTTP 401: the key is not known.</summary>
    Unauthorized,

    /// <summary>4403, HTTP 403: the device was revoked.</summary>
    Revoked,

    /// <summary>4409: a newer connection of the same device took over.</summary>
    Replaced,

    /// <summary>1012: the server restarts and will be back.</summary>
    Restarting,
}
