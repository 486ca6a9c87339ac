using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RcFleet.Gateway.Operators;

/// <summary>
/// The operator's key: configured, or made at the first start and shown once. Its hash is kept in the data path.
/// </summary>
public sealed class OperatorKeyRing
{
    private const string FileName = "operator-key.sha256";
    private readonly List<byte[]> _hashes = [];

    public OperatorKeyRing(IOptions<GatewayOptions> options)
    {
        if (options.Value.OperatorKey is { } configured)
        {
            _hashes.Add(Hash(configured));
            return;
        }

        Directory.CreateDirectory(options.Value.DataPath);
        var file = Path.Combine(options.Value.DataPath, FileName);
        if (File.Exists(file))
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            var text = File.ReadAllText(file).Trim();
            if (text.Length != 2 * hash.Length || Convert.FromHexString(text, hash, out _, out _) != OperationStatus.Done) throw new InvalidDataException($"{file} holds no SHA-256. Delete it to get a new operator key at the next start.");
            _hashes.Add(hash);
            return;
        }

        NewKey = Create();
        var temporary = file + ".new";
        File.WriteAllText(temporary, Convert.ToHexStringLower(Hash(NewKey)) + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(temporary, file);
        _hashes.Add(Hash(NewKey));
    }

    /// <summary>The key that was made at this start, to be shown once; null when there was one already.</summary>
    public string? NewKey { get; }

    /// <summary>One more key that is good until this process ends, for demonstrations.</summary>
    public string AddTemporary()
    {
        var key = Create();
        _hashes.Add(Hash(key));
        return key;
    }

    /// <summary>Whether <paramref name="key"/> is an operator's key, in constant time.</summary>
    public bool Matches(string key)
    {
        var hash = Hash(key);
        var matches = false;
        foreach (var known in _hashes) matches |= CryptographicOperations.FixedTimeEquals(known, hash);
        return matches;
    }

    private static string Create() => "op_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
