using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RcFleet.VirtualCar.Streaming;

/// <summary>
/// Decides who may open the direct stream, offline, by the key that the last registration brought. Time is handed in.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Token: <c>v1.&lt;kid&gt;.&lt;sessionId&gt;.&lt;exp&gt;.&lt;nonce&gt;.&lt;mac&gt;</c>, where mac is the first 16 bytes of HMAC-SHA256 over
/// <c>"rc-stream-v1\n" deviceId "\n/stream\n" sessionId "\n" exp "\n" nonce</c>, base64url without padding.
/// </remarks>
public sealed class StreamGate(string deviceId)
{
    /// <summary>Streams at once.</summary>
    public const int MaxViewers = 2;

    /// <summary>Spent tokens and ended sessions remembered. When that many unexpired tokens are spent, the next is refused, none forgotten.</summary>
    public const int MaxRemembered = 64;

    private const int MacBytes = 16;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _spent = [];
    private readonly Queue<string> _ended = [];
    private readonly HashSet<string> _seen = [];
    private byte[]? _key;
    private string _kid = "";
    private long _secondsAtStart;   // wall seconds minus monotonic seconds
    private bool _timeKnown;
    private string? _liveSession;
    private int _viewers;

    /// <summary>A registration brought a key, its name and the time. Tokens of the key before are worth nothing from here on.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="serverSeconds">Seconds since 1970.</param>
    /// <param name="key">32 bytes.</param>
    /// <param name="kid">The key's name.</param>
    public void Registered(long nowMs, long serverSeconds, byte[] key, string kid)
    {
        lock (_gate)
        {
            _key = key;
            _kid = kid;
            _secondsAtStart = serverSeconds - nowMs / 1000;
            _timeKnown = true;
            _spent.Clear();
        }
    }

    /// <summary>The server named the session that lives; tokens of others are refused. Null: it no longer says.</summary>
    public void SessionLives(string? sessionId)
    {
        lock (_gate) _liveSession = sessionId;
    }

    /// <summary>A session is over. Without its name, every session that has opened a stream so far is.</summary>
    public void SessionEnded(string? sessionId)
    {
        lock (_gate)
        {
            if (sessionId is null || sessionId == _liveSession) _liveSession = null;
            foreach (var ended in sessionId is null ? [.. _seen] : new[] { sessionId })
            {
                _seen.Remove(ended);
                _ended.Enqueue(ended);
                if (_ended.Count > MaxRemembered) _ended.Dequeue();
            }
        }
    }

    /// <summary>Checks a token and, if it is accepted, spends it and takes a viewer's place. Give that back with <see cref="Leave"/>.</summary>
    public StreamVerdict Enter(long nowMs, string? token, out string sessionId)
    {
        lock (_gate)
        {
            var verdict = Judge(nowMs, token, out sessionId, out var nonce, out var expires);
            if (verdict != StreamVerdict.Accepted) return verdict;
            if (_viewers >= MaxViewers || _spent.Count >= MaxRemembered) return StreamVerdict.Busy;
            _spent.Add(nonce, expires);
            _seen.Add(sessionId);
            _viewers++;
            return StreamVerdict.Accepted;
        }
    }

    /// <summary>A viewer has gone.</summary>
    public void Leave()
    {
        lock (_gate) _viewers--;
    }

    private StreamVerdict Judge(long nowMs, string? token, out string sessionId, out string nonce, out long expires)
    {
        (sessionId, nonce, expires) = ("", "", 0);
        if (!_timeKnown || _key is null) return StreamVerdict.TimeUnknown;
        if (token is null || token.Length > 512) return StreamVerdict.Malformed;
        var parts = token.Split('.');
        if (parts.Length != 6 || parts[0] != "v1" || parts[2].Length is 0 or > 64 || parts[4].Length is 0 or > 64
            || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out expires)
            || !TryMac(parts[5], out var mac))
            return StreamVerdict.Malformed;

        (sessionId, nonce) = (parts[2], parts[4]);
        if (parts[1] != _kid) return StreamVerdict.WrongKey;

        var text = $"rc-stream-v1\n{deviceId}\n/stream\n{sessionId}\n{parts[3]}\n{nonce}";
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text), expected);
        if (!CryptographicOperations.FixedTimeEquals(mac, expected[..MacBytes])) return StreamVerdict.Forged;

        var now = _secondsAtStart + nowMs / 1000;
        if (now >= expires) return StreamVerdict.Expired;
        if (_ended.Contains(sessionId) || _liveSession is not null && _liveSession != sessionId) return StreamVerdict.WrongSession;

        foreach (var (old, until) in _spent)
            if (until <= now) _spent.Remove(old);
        return _spent.ContainsKey(nonce) ? StreamVerdict.Replayed : StreamVerdict.Accepted;
    }

    private static bool TryMac(string text, out byte[] mac)
    {
        mac = new byte[MacBytes];
        return text.Length == 22
            && Base64Url.TryDecodeFromChars(text, mac, out var written) && written == MacBytes;
    }
}
