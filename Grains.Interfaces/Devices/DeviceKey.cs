using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RcFleet.Devices;

/// <summary>The form of device keys: base64url of 32 random bytes. Only the hash is kept.</summary>
public static class DeviceKey
{
    /// <summary>A new key.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a key.</summary>
    public static string Hash(string key) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
