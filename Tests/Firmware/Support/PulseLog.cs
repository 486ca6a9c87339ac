using System.Globalization;
using System.Text;

namespace RcFleet.Firmware.Tests.Support;

/// <summary>A line of the pulse log.</summary>
/// <param name="At">ms of the machine's monotonic clock.</param>
/// <param name="Throttle">µs; 1500 is neutral.</param>
/// <param name="Steering">µs; 1500 is straight ahead.</param>
/// <param name="Armed">The board is armed.</param>
internal sealed record Pulse(long At, int Throttle, int Steering, bool Armed)
{
    public bool Neutral => Throttle == 1500;
}

/// <summary>What rc-control's pins carried: the verdict of these tests.</summary>
internal sealed class PulseLog(string path)
{
    /// <summary>The clock of the log, in ms. Every process on the machine reads the same one.</summary>
    public static long Now => TimeProvider.System.GetTimestamp() / (TimeProvider.System.TimestampFrequency / 1000);

    private readonly Lock _gate = new();
    private readonly List<Pulse> _read = [];
    private long _position;

    /// <summary>Everything recorded so far, oldest first.</summary>
    public IReadOnlyList<Pulse> All() => Since(0);

    /// <summary>Everything recorded from this moment on.</summary>
    public IReadOnlyList<Pulse> Since(long from)
    {
        lock (_gate)
        {
            ReadOn();
            var first = _read.Count;
            while (first > 0 && _read[first - 1].At >= from) first--;
            return _read[first..];
        }
    }

    public Pulse? Last() => All() is [.., var last] ? last : null;

    /// <summary>The first pulse from this moment on that fits.</summary>
    public async Task<Pulse> First(long from, Func<Pulse, bool> fits, string what)
    {
        Pulse? found = null;
        await Eventually.True(
            () => (found = Since(from).FirstOrDefault(fits)) is not null,
            () => $"no {what} since {from}; last: {string.Join(", ", All().TakeLast(5))}");
        return found!;
    }

    /// <summary>The first neutral pulse after which none was other than neutral, once the log has reached <paramref name="until"/>.</summary>
    public async Task<Pulse> NeutralSince(long from, long until)
    {
        await First(until, _ => true, "line");
        var after = Since(from).ToList();
        var moving = after.FindLastIndex(pulse => !pulse.Neutral);
        Assert.True(moving + 1 < after.Count, $"still moving at {until}: {after[^1]}");
        return after[moving + 1];
    }

    /// <summary>How much longer than 20 ms the machine kept the board's tick waiting at worst, in ms.</summary>
    public long Stall(long from, long until)
    {
        var ticks = Since(from - 100).Where(pulse => pulse.At <= until + 100).Select(pulse => pulse.At).ToList();
        return ticks.Zip(ticks.Skip(1), (a, b) => b - a - 20).DefaultIfEmpty(0).Max();
    }

    // Lines are written whole, so the last newline ends the last of them.
    private void ReadOn()
    {
        if (!File.Exists(path)) return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _position;
        var bytes = new byte[file.Length - _position];
        file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _position += whole;
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries)) _read.Add(Read(line));
    }

    private static Pulse Read(string line)
    {
        var parts = line.Split(' ');
        return new Pulse(Number(parts[0]), (int)Number(parts[1]), (int)Number(parts[2]), parts[3] == "1");
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
