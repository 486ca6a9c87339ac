using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RcFleet.Gateway.Peers;

/// <summary>What gateways know each other by, derived from <c>Fleet:PeerSecret</c>.</summary>
internal sealed class PeerKey
{
    private readonly byte[]? _key;

    public PeerKey(IOptions<GatewayOptions> options) =>
        _key = options.Value.PeerSecret is { } secret ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "rc-peer-v1"u8.ToArray()) : null;

    /// <summary>Whether there is one.</summary>
    public bool Exists => _key is not null;

    /// <summary>HMAC-SHA256 over the parts, which have fixed lengths.</summary>
    public byte[] Mac(params ReadOnlySpan<byte[]> parts)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key ?? throw new InvalidOperationException("There is no Fleet:PeerSecret."));
        foreach (var part in parts) mac.AppendData(part);
        return mac.GetHashAndReset();
    }
}
