using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RcFleet.Cars;

namespace RcFleet.Gateway.Peers;

/// <summary>What a driver's gateway says to open a way past the grain.</summary>
/// <param name="DeviceId">The controller.</param>
/// <param name="Epoch">The lease's epoch.</param>
/// <param name="Holder">The driver's connection.</param>
/// <param name="Mac">HMAC-SHA256 under the grant's key over device, epoch, holder and both gateways.</param>
internal sealed record DirectClaim(string DeviceId, long Epoch, string Holder, byte[] Mac)
{
    /// <summary>Bytes of the proof.</summary>
    public const int MacBytes = 32;

    /// <summary>The claim of who has that grant, good between these two gateways only.</summary>
    public static DirectClaim Of(DriveGrant grant, string ownGateway) =>
        new(grant.DeviceId, grant.Epoch, grant.Holder, Sign(grant.Key, grant.DeviceId, grant.Epoch, grant.Holder, ownGateway, grant.Gateway));

    /// <summary>Whether it was made with that key, by that gateway for this one.</summary>
    public bool IsProvedBy(string key, string fromGateway, string ownGateway) =>
        CryptographicOperations.FixedTimeEquals(Mac, Sign(key, DeviceId, Epoch, Holder, fromGateway, ownGateway));

    // None of the names holds a line break.
    private static byte[] Sign(string key, string deviceId, long epoch, string holder, string from, string to) =>
        HMACSHA256.HashData(Base64Url.DecodeFromChars(key), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"rc-drive-v1\n{deviceId}\n{epoch}\n{holder}\n{from}\n{to}")));
}
