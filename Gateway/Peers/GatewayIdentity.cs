using System.Security.Cryptography;

namespace RcFleet.Gateway.Peers;

/// <summary>Which gateway this is: a random name for as long as the process runs, since its clock and its sockets last no longer.</summary>
internal sealed class GatewayIdentity
{
    /// <summary>Characters of an id: 128 random bits in hex.</summary>
    public const int IdLength = 32;

    /// <summary>The name.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);

    /// <summary>Where other gateways reach this one; null before it listens, and when it does not.</summary>
    public string? PeerUrl { get; set; }
}
