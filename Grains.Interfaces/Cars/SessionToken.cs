using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace RcFleet.Cars;

/// <summary>
/// The format of session tokens and session ids. Both name their car, so that any gateway finds the right grain
/// without a lookup table; the 256 random bits decide.
/// </summary>
/// <remarks>
/// <code>
/// token      carId "~" base64url(32 random bytes)
/// sessionId  carId, "." written as "~", "~" base64url(12 random bytes)      no ".", ":" or "/": it stands in stream tokens and TURN user names
/// </code>
/// </remarks>
public static class SessionToken
{
    private const int SecretBytes = 32;
    private const int SessionIdBytes = 12;
    private const int MaxLength = 64 + 1 + 43;

    /// <summary>A new token for <paramref name="carId"/>.</summary>
    public static string Create(string carId) => carId + "~" + Random(SecretBytes);

    /// <summary>A new session id for <paramref name="carId"/>.</summary>
    public static string CreateSessionId(string carId) => carId.Replace('.', '~') + "~" + Random(SessionIdBytes);

    /// <summary>The car that a well-formed token names. Says nothing about its validity.</summary>
    public static bool TryGetCarId(string? token, [NotNullWhen(true)] out string? carId)
    {
        carId = null;
        if (token is null || token.Length > MaxLength) return false;
        var tilde = token.IndexOf('~', StringComparison.Ordinal);
        if (tilde < 1 || token.Length - tilde - 1 != 43 || !CarIds.IsValid(token[..tilde])) return false;
        carId = token[..tilde];
        return true;
    }

    /// <summary>The cars that a session id can belong to: a "~" in it was a "." or is the separator.</summary>
    public static bool TryGetCarIdOfSession(string? sessionId, [NotNullWhen(true)] out string? carId)
    {
        carId = null;
        if (sessionId is null || sessionId.Length > 64 + 1 + 16) return false;
        var tilde = sessionId.LastIndexOf('~');
        if (tilde < 1 || sessionId.Length - tilde - 1 != 16) return false;
        var named = sessionId[..tilde].Replace('~', '.');
        if (!CarIds.IsValid(named)) return false;
        carId = named;
        return true;
    }

    /// <summary>What is kept of a token.</summary>
    public static string Hash(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static string Random(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
