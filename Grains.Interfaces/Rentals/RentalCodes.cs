using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace RcFleet.Rentals;

/// <summary>
/// The form of rental codes: twelve characters of Crockford's base 32 (60 random bits), shown as <c>XXXX-XXXX-XXXX</c>.
/// People may type them in lower case, without dashes, and with O for 0 and I or L for 1.
/// </summary>
public static class RentalCodes
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 12;

    /// <summary>A new code in its canonical form.</summary>
    public static string Create() => Dashed(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>Brings what a person typed into the canonical form; false when it can't be a code.</summary>
    public static bool TryNormalize(string? typed, [NotNullWhen(true)] out string? code)
    {
        code = null;
        if (typed is null || typed.Length > 64) return false;
        Span<char> plain = stackalloc char[Length];
        var n = 0;
        foreach (var c in typed)
        {
            if (c is '-' or ' ') continue;
            var u = char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var other => other };
            if (n == Length || !Alphabet.Contains(u, StringComparison.Ordinal)) return false;
            plain[n++] = u;
        }

        if (n != Length) return false;
        code = Dashed(plain);
        return true;
    }

    /// <summary>The key of the code's grain.</summary>
    public static string GrainKey(string code) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(code)).AsSpan(0, 18));

    private static string Dashed(ReadOnlySpan<char> plain) => $"{plain[..4]}-{plain[4..8]}-{plain[8..]}";
}
