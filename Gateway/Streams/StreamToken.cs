using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RcFleet.Gateway.Streams;

/// <summary>Mints the tokens that a camera checks offline.</summary>
/// <remarks>
/// <code>
/// v1.&lt;kid&gt;.&lt;sessionId&gt;.&lt;exp&gt;.&lt;nonce&gt;.&lt;mac&gt;
/// mac = first 16 bytes of HMAC-SHA256(streamKey, "rc-stream-v1\n" deviceId "\n/stream\n" sessionId "\n" exp "\n" nonce)
/// </code>
/// Base64url without padding; exp in seconds since 1970 on the clock that the camera was told.
/// </remarks>
internal static class StreamToken
{
    /// <summary>How long a token may be used to open a stream, in seconds.</summary>
    public const int OpensWithinSeconds = 60;

    private const int NonceBytes = 12;
    private const int MacBytes = 16;

    /// <summary>A token for one opening of the stream.</summary>
    public static string Create(byte[] streamKey, string kid, string deviceId, string sessionId, long nowUnixSeconds) =>
        Create(streamKey, kid, deviceId, sessionId, nowUnixSeconds + OpensWithinSeconds, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes)));

    internal static string Create(byte[] streamKey, string kid, string deviceId, string sessionId, long expires, string nonce)
    {
        var exp = expires.ToString(CultureInfo.InvariantCulture);
        var text = $"rc-stream-v1\n{deviceId}\n/stream\n{sessionId}\n{exp}\n{nonce}";
        var mac = HMACSHA256.HashData(streamKey, Encoding.UTF8.GetBytes(text)).AsSpan(0, MacBytes);
        return $"v1.{kid}.{sessionId}.{exp}.{nonce}.{Base64Url.EncodeToString(mac)}";
    }
}
